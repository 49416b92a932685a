// COPY over a node-postgres connection, which parses its messages but has no method for it.

/** Runs one COPY; `more` handles its messages. */
const copy = (client, more) =>
  new Promise((resolve, reject) => {
    let rows = 0;
    client.query({
      handleCopyInResponse() {},
      handleCopyOutResponse() {},
      handleRowDescription() {},
      handleCommandComplete({ text }) {
        rows = Number(text.split(' ')[1]);
      },
      handleReadyForQuery: () => resolve(rows),
      handleError: reject,
      ...more,
    });
  });

/**
 * COPY … FROM STDIN of a whole file, sent with the statement.
 * @param {Buffer} file
 * @returns {Promise<number>} rows
 */
export const copyIn = (client, text, file) =>
  copy(client, {
    submit(connection) {
      connection.stream.cork();
      connection.query(text);
      connection.sendCopyFromChunk(file);
      connection.endCopyFrom();
      connection.stream.uncork();
    },
  });

/**
 * COPY … TO STDOUT; `write` receives each row.
 * @param {(row: Buffer) => void} write
 */
export const copyOut = (client, text, write) =>
  copy(client, {
    submit: (connection) => connection.query(text),
    handleCopyData: ({ chunk }) => write(chunk),
  });
