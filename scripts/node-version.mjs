// Read by Node.js versions that are too old to run anything else here, so nothing newer than they know is written in it.

/** @returns {boolean} whether this Node.js can run the project; if it cannot, a sentence on stderr has said so */
export function checkNodeVersion() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return true;
  console.error(
    'Raptor Comply needs Node.js 20.19 or newer, and this is ' +
      process.versions.node +
      '; install a newer one and run the command again.',
  );
  process.exitCode = 1;
  return false;
}
