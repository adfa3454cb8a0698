/// Configuration sections, one record each, with defaults and bounds.
///
/// `conf/loom-defaults.yaml` documents every key; a test compares it with these records. The engine
/// reads the files.
package dev.loom.contracts.config;
