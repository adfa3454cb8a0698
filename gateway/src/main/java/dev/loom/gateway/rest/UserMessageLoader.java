package dev.loom.gateway.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.json.Json;
import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.journal.ReadEvents;
import dev.loom.contracts.task.Feedback;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.text.TextTruncator;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// Loads the messages that users sent to a task, with their times, from its journal.
final class UserMessageLoader {
  private static final int PAGE_EVENTS = 1_000;
  private static final int SUMMARY_CHARS_MAX = 150;

  private final Bus bus;
  private final TaskSnapshot task;
  private final List<Item> items = new ArrayList<>();
  private final Iterator<String> instructions;
  private final Iterator<Feedback> feedback;

  UserMessageLoader(Bus bus, TaskSnapshot task) {
    this.bus = bus;
    this.task = task;
    this.instructions = task.interaction().instructions().iterator();
    this.feedback = task.interaction().feedback().iterator();
  }

  /// Represents one message.
  ///
  /// @param id sequence number of its event
  /// @param tags `steer` or `feedback`
  record Item(long id, String message, String summary, List<String> tags, Instant timestamp) {
    static Item from(JournalEntry entry, String message, String tag) {
      var summary = TextTruncator.withEllipsis(message, SUMMARY_CHARS_MAX);
      return new Item(entry.seq(), message, summary, List.of(tag), entry.at());
    }
  }

  /// Returns all messages, oldest first. Call once per instance.
  Future<List<Item>> load() {
    return instructions.hasNext() || feedback.hasNext()
        ? loadAfter(0)
        : Future.succeededFuture(items);
  }

  private Future<List<Item>> loadAfter(long seq) {
    return bus.requestAsync(Addresses.JOURNAL_READ, new ReadEvents(task.taskId(), seq, PAGE_EVENTS))
        .compose(
            page -> {
              addPage(page);
              var isLast = page.entries().size() < PAGE_EVENTS;
              return isLast || page.entries().getLast().seq() >= task.lastSeq()
                  ? Future.succeededFuture(items)
                  : loadAfter(page.entries().getLast().seq());
            });
  }

  private void addPage(ReadEvents.Page page) {
    for (var entry : page.entries()) {
      if (entry.type() == EventType.TASK_STEERED) {
        items.add(Item.from(entry, instruction(entry), "steer"));
      } else if (entry.type() == EventType.TASK_FEEDBACK) {
        items.add(Item.from(entry, feedback(entry), "feedback"));
      }
    }
  }

  /// Returns the full instruction from the snapshot, which lists instructions in journal order; the
  /// event may hold a truncated text.
  private String instruction(JournalEntry entry) {
    return instructions.hasNext()
        ? instructions.next()
        : Json.parse(entry.data()).path("instruction").asText();
  }

  private String feedback(JournalEntry entry) {
    var event = Json.parse(entry.data()).path("feedback");
    var comment = feedback.hasNext() ? feedback.next().comment() : event.path("comment").asText();
    return rating(event.path("rating")) + comment;
  }

  private static String rating(JsonNode rating) {
    return rating.isNumber() ? rating.asInt() + " of 5. " : "";
  }
}
