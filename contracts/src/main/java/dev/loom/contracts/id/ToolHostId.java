package dev.loom.contracts.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// Identifies a host of tools, and with it the versions of its tools: a host never changes what it
/// offers, so other tools or versions come from another host.
///
/// @param value 1 to 64 characters of `A-Z a-z 0-9 _ -`
public record ToolHostId(@JsonValue String value) {
  @JsonCreator
  public ToolHostId {
    IdValidator.requireValid("an id of a tool host", value);
  }

  /// Creates a random id.
  public static ToolHostId random() {
    return new ToolHostId(IdValidator.randomHex());
  }

  @Override
  public String toString() {
    return value;
  }
}
