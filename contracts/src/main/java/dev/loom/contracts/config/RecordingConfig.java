package dev.loom.contracts.config;

import java.util.Objects;

/// `[recording]`: transcripts of tasks, for `loom replay`.
///
/// @param directory where each task's is written, as `<task id>.jsonl`; `~` is the user's home,
///   empty for none
public record RecordingConfig(String directory) {
  public RecordingConfig {
    Objects.requireNonNull(directory, "directory");
  }

  public static RecordingConfig defaults() {
    return new RecordingConfig("");
  }
}
