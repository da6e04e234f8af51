/* What the script of the views uses too, so that it is not loaded twice. */
import * as dom from './dom.js';
import * as overviewDrawing from './draw/overview.js';
import * as parts from './draw/parts.js';
import * as svg from './draw/svg.js';
import * as compare from './layout/compare.js';
import * as emotion from './layout/emotion.js';
import * as labels from './layout/labels.js';
import * as marks from './layout/marks.js';
import * as overview from './layout/overview.js';
import * as path from './layout/path.js';
import * as scale from './layout/scale.js';
import * as drawer from './page/drawer.js';
import * as drawings from './page/drawings.js';
import * as filter from './page/filter.js';
import * as load from './search/load.js';
import * as words from './words.js';

globalThis.cjmShared = {
  'dom.js': dom,
  'draw/overview.js': overviewDrawing,
  'draw/parts.js': parts,
  'draw/svg.js': svg,
  'layout/compare.js': compare,
  'layout/emotion.js': emotion,
  'layout/labels.js': labels,
  'layout/marks.js': marks,
  'layout/overview.js': overview,
  'layout/path.js': path,
  'layout/scale.js': scale,
  'page/drawer.js': drawer,
  'page/drawings.js': drawings,
  'page/filter.js': filter,
  'search/load.js': load,
  'words.js': words,
};
