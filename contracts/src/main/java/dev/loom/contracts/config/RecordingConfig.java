package dev.loom.contracts.config;

import java.util.Objects;

/// `[recording]`: transcripts of tasks for `loom replay`.
///
/// @param directory directory of the transcripts, one `<task id>.jsonl` per task; empty to record
///   nothing
public record RecordingConfig(@Expanded String directory) {
  public RecordingConfig {
    Objects.requireNonNull(directory, "directory");
  }

  public static RecordingConfig defaults() {
    return new RecordingConfig("");
  }
}
