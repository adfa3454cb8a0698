/// The tools that read the web.
package dev.loom.tools.web;
