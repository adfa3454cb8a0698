/// Reads YAML that a stranger may have written.
///
/// [dev.loom.processes.yaml.YamlParser] is the door: bytes in, a small tree with line numbers out,
/// or one sentence that says where it is wrong. Scalars are what JSON would make of them and text
/// otherwise; nothing is ever constructed from a tag. This room knows nothing of processes.
package dev.loom.processes.yaml;
