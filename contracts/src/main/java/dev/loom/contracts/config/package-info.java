/// Configuration sections, one record each, with defaults and bounds.
///
/// `conf/loom-defaults.yaml` documents every key; a test compares it with these records. Files are
/// read by the engine.
package dev.loom.contracts.config;
