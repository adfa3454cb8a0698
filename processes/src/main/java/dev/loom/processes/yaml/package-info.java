/// Parses YAML from untrusted sources.
///
/// [dev.loom.processes.yaml.YamlParser] is the entry point: it turns bytes into a tree with line
/// numbers, or throws an error with the line. Scalars have the types of JSON and are text
/// otherwise; no object is constructed from a tag. The package does not depend on processes.
package dev.loom.processes.yaml;
