package dev.loom.orchestrator.core;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loom.bus.json.Json;
import dev.loom.contracts.journal.Checkpoint;
import dev.loom.orchestrator.loop.Phase;
import java.util.Optional;

/// Writes task states as checkpoints and reads them back.
///
/// Only checkpoints of the present form are read: an unknown or missing field makes one unusable,
/// as another version does, and the journal is folded from its start instead.
public final class StateJson {
  /// Format version. Must be increased when the same events reduce to another state, or a field
  /// keeps its name with another meaning.
  public static final int VERSION = 4;

  private static final ObjectMapper MAPPER =
      Json.mapper()
          .copy()
          .setVisibility(PropertyAccessor.IS_GETTER, JsonAutoDetect.Visibility.NONE)
          .addMixIn(Phase.class, Typed.class);

  private StateJson() {}

  /// Names the class of a value of a sealed type.
  @JsonTypeInfo(use = JsonTypeInfo.Id.MINIMAL_CLASS, property = "type")
  private interface Typed {}

  public static Checkpoint write(TaskState state) {
    return new Checkpoint(state.lastSeq(), VERSION, json(state));
  }

  private static String json(TaskState state) {
    try {
      return MAPPER.writeValueAsString(state);
    } catch (JsonProcessingException exception) {
      throw new IllegalStateException("cannot write a checkpoint", exception);
    }
  }

  /// Returns the state, or empty if this build cannot read the checkpoint.
  public static Optional<TaskState> read(Checkpoint checkpoint) {
    try {
      return checkpoint.version() == VERSION
          ? Optional.of(MAPPER.readValue(checkpoint.state(), TaskState.class))
              .filter(state -> state.lastSeq() == checkpoint.seq())
              // A field that this build has added would be missing.
              .filter(state -> Json.parse(json(state)).equals(Json.parse(checkpoint.state())))
          : Optional.empty();
    } catch (JsonProcessingException ignored) {
      return Optional.empty();
    }
  }
}
