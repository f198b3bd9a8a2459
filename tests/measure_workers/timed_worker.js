// A pool's worker that notes when each job came and when its end was said, and
// tells the page of a hundred at a time.
const stamp = () => performance.timeOrigin + performance.now();
const channel = new BroadcastChannel("hops");
const say = postMessage.bind(self);
const came = [];
const said = [];

addEventListener("message", () => came.push(stamp()));
self.postMessage = (message) => {
  const now = stamp();
  say(message);
  if (!message.startsWith('{"Ended"')) return;
  said.push(now);
  if (said.length === 100) {
    // What came before the first job was the greeting.
    channel.postMessage([came.splice(0).slice(-100), said.splice(0)]);
  }
};
await import("/www/worker.js");
