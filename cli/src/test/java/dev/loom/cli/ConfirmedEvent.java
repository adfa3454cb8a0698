package dev.loom.cli;

import dev.loom.cli.JournalAudit.Event;
import java.util.List;
import java.util.Optional;

/// What an engine confirmed to a person, and so must stand in the journal exactly once.
///
/// @param pointer the JSON Pointer of the field that tells it from others; empty for none
record ConfirmedEvent(String task, String type, String pointer, String value) {
  Optional<String> findViolation(List<Event> events) {
    var times =
        events.stream()
            .filter(event -> event.type().equals(type))
            .filter(event -> pointer.isEmpty() || event.data().at(pointer).asText().equals(value))
            .count();
    return times == 1
        ? Optional.empty()
        : Optional.of(
            "task %s: %s '%s' was confirmed and is there %d times"
                .formatted(task, type, value, times));
  }
}
