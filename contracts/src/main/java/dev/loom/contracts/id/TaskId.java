package dev.loom.contracts.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.SecureRandom;
import java.util.HexFormat;

/// Identifies a task permanently.
///
/// @param value 1 to 64 characters of `A-Z a-z 0-9 _ -`
public record TaskId(@JsonValue String value) {
  private static final SecureRandom RANDOM = new SecureRandom();

  @JsonCreator
  public TaskId {
    IdValidator.requireValid("a task id", value);
  }

  /// Creates a random id of 16 hexadecimal digits. The probability of a collision among a million
  /// tasks is about 1 in 37 million.
  public static TaskId random() {
    var bytes = new byte[8];
    RANDOM.nextBytes(bytes);
    return new TaskId(HexFormat.of().formatHex(bytes));
  }

  @Override
  public String toString() {
    return value;
  }
}
