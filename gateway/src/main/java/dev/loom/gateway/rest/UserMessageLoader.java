package dev.loom.gateway.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.json.Json;
import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.journal.ReadEvents;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.text.TextTruncator;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Loads the messages that users sent to a task, with their times, from its journal.
final class UserMessageLoader {
  private static final int PAGE_EVENTS = 1_000;
  private static final int SUMMARY_CHARS_MAX = 150;

  private final Bus bus;
  private final TaskSnapshot task;
  private final List<Item> items = new ArrayList<>();
  private int instructionCount;
  private int commentCount;

  UserMessageLoader(Bus bus, TaskSnapshot task) {
    this.bus = bus;
    this.task = task;
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
    return task.interaction().instructions().isEmpty() && task.interaction().feedback().isEmpty()
        ? Future.succeededFuture(items)
        : loadAfter(0);
  }

  private Future<List<Item>> loadAfter(long seq) {
    return bus.requestAsync(Addresses.JOURNAL_READ, new ReadEvents(task.taskId(), seq, PAGE_EVENTS))
        .compose(
            page ->
                addPage(page) < task.lastSeq() && page.entries().size() == PAGE_EVENTS
                    ? loadAfter(page.entries().getLast().seq())
                    : Future.succeededFuture(items));
  }

  /// @return number of the last event of the page, 0 for an empty page
  private long addPage(ReadEvents.Page page) {
    var seq = 0L;
    for (var entry : page.entries()) {
      seq = entry.seq();
      if (entry.type() == EventType.TASK_STEERED) {
        items.add(Item.from(entry, instruction(entry), "steer"));
      } else if (entry.type() == EventType.TASK_FEEDBACK) {
        items.add(Item.from(entry, feedback(entry), "feedback"));
      }
    }
    return seq;
  }

  /// Returns the full instruction from the snapshot, which lists instructions in journal order; the
  /// event may hold a truncated text.
  private String instruction(JournalEntry entry) {
    var instructions = task.interaction().instructions();
    var index = instructionCount++;
    return index < instructions.size()
        ? instructions.get(index)
        : Json.parse(entry.data()).path("instruction").asText();
  }

  private String feedback(JournalEntry entry) {
    var index = commentCount++;
    var feedback = Json.parse(entry.data()).path("feedback");
    var comment =
        index < task.interaction().feedback().size()
            ? task.interaction().feedback().get(index).comment()
            : feedback.path("comment").asText();
    return rating(feedback.path("rating")) + comment;
  }

  private static String rating(JsonNode rating) {
    return rating.isNumber() ? rating.asInt() + " of 5. " : "";
  }
}
