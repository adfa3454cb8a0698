package dev.loom.gateway.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.journal.EventPage;
import dev.loom.contracts.journal.ReadEvents;
import dev.loom.contracts.json.Json;
import dev.loom.contracts.task.TaskSnapshot;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What people told a task, looked up in its journal, which knows when it was.
final class Conversation {
  private static final int PAGE_EVENTS = 1_000;
  private static final int SUMMARY_CHARS_MAX = 150;

  private final Bus bus;
  private final TaskSnapshot task;
  private final List<Line> lines = new ArrayList<>();
  private int instructions;
  private int comments;

  Conversation(Bus bus, TaskSnapshot task) {
    this.bus = bus;
    this.task = task;
  }

  /// One thing that was said.
  ///
  /// @param id the number of its event
  /// @param tags `steer` or `feedback`
  record Line(long id, String message, String summary, List<String> tags, Instant timestamp) {
    static Line of(JournalEntry entry, String message, String tag) {
      var summary =
          message.length() <= SUMMARY_CHARS_MAX
              ? message
              : message.substring(0, SUMMARY_CHARS_MAX) + "…";
      return new Line(entry.seq(), message, summary, List.of(tag), entry.at());
    }
  }

  /// Everything, oldest first. To be called once.
  Future<List<Line>> read() {
    return task.instructions().isEmpty() && task.feedback().isEmpty()
        ? Future.succeededFuture(lines)
        : readAfter(0);
  }

  private Future<List<Line>> readAfter(long seq) {
    return bus.requestAsync(Addresses.JOURNAL_READ, new ReadEvents(task.taskId(), seq, PAGE_EVENTS))
        .compose(
            page ->
                take(page) < task.lastSeq() && page.entries().size() == PAGE_EVENTS
                    ? readAfter(page.entries().getLast().seq())
                    : Future.succeededFuture(lines));
  }

  private long take(EventPage page) {
    var seq = 0L;
    for (var entry : page.entries()) {
      seq = entry.seq();
      if (entry.type() == EventType.TASK_STEERED) {
        lines.add(Line.of(entry, instruction(entry), "steer"));
      } else if (entry.type() == EventType.TASK_FEEDBACK) {
        lines.add(Line.of(entry, feedback(entry), "feedback"));
      }
    }
    return seq;
  }

  /// A long text is cut in its event and whole in the snapshot, where they stand in the same order.
  private String instruction(JournalEntry entry) {
    var whole = task.instructions();
    var index = instructions++;
    return index < whole.size()
        ? whole.get(index)
        : Json.parse(entry.data()).path("instruction").asText();
  }

  private String feedback(JournalEntry entry) {
    var index = comments++;
    var said = Json.parse(entry.data()).path("feedback");
    var comment =
        index < task.feedback().size()
            ? task.feedback().get(index).comment()
            : said.path("comment").asText();
    return rating(said.path("rating")) + comment;
  }

  private static String rating(JsonNode stars) {
    return stars.isNumber() ? stars.asInt() + " of 5. " : "";
  }
}
