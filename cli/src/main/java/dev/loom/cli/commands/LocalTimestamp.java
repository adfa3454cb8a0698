package dev.loom.cli.commands;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/// Formats timestamps for tables, in the time zone of the system.
final class LocalTimestamp {
  private static final DateTimeFormatter SHORT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  private LocalTimestamp() {}

  /// Formats an ISO 8601 instant as `yyyy-MM-dd HH:mm`; returns any other text unchanged.
  static String format(String timestamp) {
    try {
      return SHORT.format(Instant.parse(timestamp).atZone(ZoneId.systemDefault()));
    } catch (DateTimeParseException ignored) {
      return timestamp;
    }
  }
}
