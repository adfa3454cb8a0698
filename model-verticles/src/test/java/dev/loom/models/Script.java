package dev.loom.models;

/// Scripts that are written once and played on every wire.
interface Script {
  /// Where this test plays.
  Stage stage();
}
