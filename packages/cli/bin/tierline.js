#!/usr/bin/env node
// A file of its own, so that it can be linked before anything is built.
import '../dist/main.js';
