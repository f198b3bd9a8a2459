// Runs in the page: zooms and pans the timeline, a step a frame, and takes the time of each frame.
import init, { crowd } from "./pkg/page.js";

const next = (frame) => new Promise((done) => requestAnimationFrame(() => done(frame())));
const settled = () => new Promise((done) => setTimeout(done, 50));

for (const name of await (await fetch("./styles")).json()) {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `./styles/${name}` });
  await new Promise((done) => { link.onload = done; document.head.append(link); });
}
localStorage.clear();
localStorage.setItem("loopscope.speed", "instant");
await init();
crowd("app");

/** The main thread's milliseconds from the input to the end of the frame that shows it. */
function measured(input) {
  return next(() => new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    // A message is heard after style, layout and paint of this very frame.
    port1.onmessage = () => done(performance.now() - start);
    const start = performance.now();
    input();
    port2.postMessage(null);
  }));
}

function wheel(deltaX, deltaY, at = 0.5) {
  const canvas = document.querySelector(".timeline canvas");
  const { left, width } = canvas.getBoundingClientRect();
  canvas.dispatchEvent(new WheelEvent("wheel", {
    deltaX, deltaY, ctrlKey: deltaY !== 0, bubbles: true, cancelable: true,
    clientX: left + width * at, clientY: canvas.getBoundingClientRect().top + 80,
  }));
}

// The browser tells of a scroll only a frame later; it is told here, so that this frame has it.
function scroll(to) {
  const lanes = document.querySelector(".lanes");
  lanes.scrollTop = to;
  lanes.dispatchEvent(new Event("scroll"));
}

window.frames = {
  /** Runs the crowd to its end: how many events and lanes there are to be seen. */
  async run() {
    document.querySelector("#run").click();
    for (let tries = 0; tries < 1200; tries++) {
      await new Promise((done) => setTimeout(done, 100));
      if (document.querySelector(".measures li")) break;
    }
    await settled();
    const events = Number(document.querySelector(".position").dataset.events);
    // The canvas has the axis above the lanes, some 54 pixels; lanes that scroll are 20 high.
    const height = document.querySelector(".spacer").offsetHeight + document.querySelector(".timeline canvas").offsetHeight - 54;
    return { events, lanes: Math.round(height / 20) };
  },
  /** Zooms in and out where the pointer is, pans, scrolls the lanes: milliseconds of each frame. */
  async measure(kind, steps) {
    const inputs = {
      zoom: (n) => () => wheel(0, n < steps / 2 ? -60 : 60, 0.3 + 0.4 * (n % 7) / 7),
      pan: (n) => () => wheel(n < steps / 2 ? 40 : -40, 0),
      scroll: (n) => () => scroll(n * 2_000),
    };
    const times = [];
    for (let n = 0; n < steps; n++) times.push(await measured(inputs[kind](n)));
    await settled();
    return times;
  },
};
