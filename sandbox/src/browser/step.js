// In the shop's dialog: says when the step is taken, or that the customer wants out. Nothing secret is said.
(function () {
  'use strict';
  function say(what) { window.parent.postMessage({ sandbox: what, intent: document.body.dataset.intent }, '*'); }
  if (document.body.dataset.taken) { say('step-done'); }
  document.addEventListener('keydown', function (press) { if (press.key === 'Escape') { say('step-left'); } });
})();
