// Members with the official client: they enter a room, wait for messages and print what they got.
// node official_clients.mjs URL ROOM MESSAGES NODE_MODULES; "ready" is printed when all are in.
import { createRequire } from 'node:module';

const [url, room, expected, modules] = process.argv.slice(2);
const { io } = createRequire(`${modules}/`)('socket.io-client');
const ways = {
  polling: ['polling'],
  websocket: ['websocket'],
  upgrade: ['polling', 'websocket'],
};

function member(way) {
  const socket = io(`${url}/rooms`, { transports: ways[way], forceNew: true });
  const got = [];
  const faults = [];
  socket.on('disconnect', (reason) => faults.push(reason));
  const entered = new Promise((resolve, reject) => {
    socket.on('connect_error', reject);
    socket.on('connect', () => socket.emit('enter', { room }, resolve));
  });
  const complete = new Promise((resolve) => {
    socket.on('said', (said) => {
      got.push(said);
      if (got.length === Number(expected)) resolve();
    });
  });
  return { socket, way, got, faults, entered, complete };
}

const members = Object.keys(ways).flatMap((way) => [1, 2, 3].map(() => member(way)));
await Promise.all(members.map(({ entered }) => entered));
console.log('ready');
const patience = new Promise((resolve) => setTimeout(resolve, 20_000));
await Promise.race([Promise.all(members.map(({ complete }) => complete)), patience]);
await new Promise((resolve) => setTimeout(resolve, 300)); // what comes twice would come now
for (const { socket, way, got, faults } of members) {
  const transport = socket.io.engine?.transport.name;
  console.log(JSON.stringify({ way, transport, got, faults: [...faults] }));
  socket.disconnect();
}
setTimeout(() => process.exit(0), 200); // the goodbyes of those that poll are on their way
