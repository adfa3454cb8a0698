/// Finds process definitions and hands them out.
///
/// [dev.loom.processes.ProcessVerticle] is the door. A definition is known by its name alone: this
/// room never opens a path that a request names, only files of the four folders where definitions
/// live. It reads them anew for every question, so an edited file counts at once, and it never
/// follows a process; the orchestrator does.
package dev.loom.processes;
