package dev.loom.cli.commands;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/// A time as a person reads it in a table, where they are.
final class LocalTimestamp {
  private static final DateTimeFormatter SHORT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  private LocalTimestamp() {}

  static String format(String timestamp) {
    try {
      return SHORT.format(Instant.parse(timestamp).atZone(ZoneId.systemDefault()));
    } catch (DateTimeParseException malformed) {
      return timestamp;
    }
  }
}
