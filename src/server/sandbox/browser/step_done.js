// Tells the page around the dialog that the step is taken; it then asks for the intent itself, so nothing secret is said.
(function () {
  'use strict';
  window.parent.postMessage({ sandbox: 'step-done', intent: document.body.dataset.intent }, '*');
})();
