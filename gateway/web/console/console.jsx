// Entry of the agent console: one store, one desk, one tree.
import { render } from 'preact';
import { App } from './app.jsx';
import { createDesk } from './desk.js';
import { initial } from './initial.js';
import { reduce } from './state.js';
import { createStore } from './store.js';

const store = createStore(reduce, initial);
const desk = createDesk(store);

function tellVisible() {
  desk.visible(document.visibilityState === 'visible');
}
document.addEventListener('visibilitychange', tellVisible);
tellVisible();

render(<App store={store} desk={desk} />, document.getElementById('console'));
desk.resume();
