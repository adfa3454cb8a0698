/// The tools' room: what models can do to files, processes and numbers.
///
/// [dev.loom.tools.ToolHostVerticle] is the door; [dev.loom.tools.BuiltinTools] lists what is
/// inside, one file a tool. Whether a call may happen was decided before it got here.
package dev.loom.tools;
