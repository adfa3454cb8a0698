package dev.loom.cli;

import dev.loom.cli.CampaignJournalAudit.Event;
import java.util.List;
import java.util.Optional;

/// An event that an engine confirmed to a user and that the journal must contain exactly once.
///
/// @param pointer JSON Pointer of the field that identifies it; empty for none
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
            "task %s: %s '%s' was confirmed and is stored %d times"
                .formatted(task, type, value, times));
  }
}
