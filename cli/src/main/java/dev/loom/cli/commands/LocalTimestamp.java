package dev.loom.cli.commands;

import dev.loom.cli.screen.Screen;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/// Formats timestamps for people, in the time zone of the system.
final class LocalTimestamp {
  private static final DateTimeFormatter SHORT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  private LocalTimestamp() {}

  /// Formats an ISO 8601 instant by its age, such as `3 min ago`; as a date from a day on.
  static String age(String timestamp, Instant now) {
    return between(timestamp, now)
        .map(
            age ->
                age.toDays() > 0
                    ? format(timestamp)
                    : Screen.formatDuration(age).replaceFirst("(?<=min|h) .*", "") + " ago")
        .orElse(timestamp);
  }

  /// Returns the time from an ISO 8601 instant on; empty if the text is none.
  static Optional<Duration> between(String timestamp, Instant end) {
    try {
      return Optional.of(Duration.between(Instant.parse(timestamp), end));
    } catch (DateTimeParseException ignored) {
      return Optional.empty();
    }
  }

  /// Formats an ISO 8601 instant as `yyyy-MM-dd HH:mm`; returns any other text unchanged.
  static String format(String timestamp) {
    try {
      return SHORT.format(Instant.parse(timestamp).atZone(ZoneId.systemDefault()));
    } catch (DateTimeParseException ignored) {
      return timestamp;
    }
  }
}
