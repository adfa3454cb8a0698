/// The sections of the configuration, one record each, with their defaults and bounds.
///
/// `conf/loom-defaults.yaml` documents every key; a test proves that the two say the same. Reading
/// files is the engine's business.
package dev.loom.contracts.config;
