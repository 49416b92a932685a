// Runs on Node.js versions too old for the rest, so it uses only old syntax.

/** @returns {boolean} whether this Node.js can run the project; if not, prints why */
export function checkNodeVersion() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return true;
  console.error(
    'Raptor Comply needs Node.js 20.19 or newer, but this is ' +
      process.versions.node +
      '. Install a newer version and run the command again.',
  );
  process.exitCode = 1;
  return false;
}
