/// Tools for files: read, write, edit, list.
///
/// Each `*Tool` class is an entry point. They access files only through the workspace of the call
/// and never start a process.
package dev.loom.tools.file;
