/// Tools on files: read, write, edit, list.
///
/// Each `*Tool` class is a door of its own. They reach files only through the workspace they are
/// given, and never run a program.
package dev.loom.tools.file;
