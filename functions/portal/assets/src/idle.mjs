// Says after some minutes without a key or a click that the session will end, and when. It sends nothing: a page that is only left
// open keeps no session alive.

/** Shows `notice` when nothing has happened for as many seconds as it says. */
export function warnWhenIdle(notice) {
  if (!notice) {
    return;
  }
  const patience = Number(notice.dataset.portalIdle) * 1000;
  let timer;
  const wait = () => {
    clearTimeout(timer);
    notice.hidden = true;
    timer = setTimeout(() => {
      notice.hidden = false;
    }, patience);
  };
  for (const event of ["keydown", "pointerdown"]) {
    document.addEventListener(event, wait, { passive: true });
  }
  wait();
}
