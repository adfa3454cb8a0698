package dev.loom.builtin;

import dev.loom.api.model.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The sections of an orchestrator prompt, parsed from a conversation.
///
/// @param goal the goal of the task
/// @param description the description of the subtask; the goal if there is none
/// @param results results of earlier subtasks
/// @param workspace the path of the workspace; empty if absent
/// @param answer the answer to verify; empty if absent
/// @param evidence the evidence for the answer; empty if absent
record ParsedPrompt(
    String goal,
    String description,
    List<Result> results,
    String workspace,
    String answer,
    String evidence) {
  private static final List<String> SECTIONS =
      List.of(
          "Goal",
          "Subtask",
          "Acceptance criteria",
          "Deliverables",
          "Results of earlier subtasks",
          "Feedback on the previous attempt",
          "Instructions from the user",
          "Plans that worked for similar goals",
          "Previous plan",
          "Workspace",
          "Files in the workspace",
          "Context",
          "Answer",
          "Evidence");
  private static final Pattern RESULT = Pattern.compile("### ([A-Za-z0-9_-]{1,64}): (.*)");
  private static final Pattern GOAL_LINE = Pattern.compile("(?m)^Goal:[ \\t]*");

  /// The result of an earlier subtask.
  record Result(String id, String description, String text) {}

  static ParsedPrompt parse(List<Message> messages) {
    var text = promptText(messages);
    var sections = sections(text);
    var goal = sections.getOrDefault("Goal", goalLine(text)).strip();
    var description = sections.getOrDefault("Subtask", "").strip();
    if (goal.isEmpty() && description.isEmpty()) {
      goal = text.strip();
    }
    return new ParsedPrompt(
        goal.isEmpty() ? description : goal,
        description.isEmpty() ? goal : description,
        results(sections.getOrDefault("Results of earlier subtasks", "")),
        sections.getOrDefault("Workspace", "").strip(),
        sections.getOrDefault("Answer", "").strip(),
        sections.getOrDefault("Evidence", "").strip());
  }

  /// Returns the first user message with a goal or subtask, otherwise the last user message.
  private static String promptText(List<Message> messages) {
    var last = "";
    for (var message : messages) {
      if (message instanceof Message.User user) {
        if (user.text().contains("## Subtask") || GOAL_LINE.matcher(user.text()).find()) {
          return user.text();
        }
        last = user.text();
      }
    }
    return last;
  }

  private static String goalLine(String text) {
    var start = GOAL_LINE.matcher(text);
    if (!start.find()) {
      return "";
    }
    var rest = text.substring(start.end());
    var end = rest.indexOf("\n## ");
    return end < 0 ? rest : rest.substring(0, end);
  }

  /// Splits a prompt at its known headings. A repeated or unknown heading is part of the section
  /// above it.
  private static Map<String, String> sections(String text) {
    Map<String, StringBuilder> found = new LinkedHashMap<>();
    StringBuilder current = new StringBuilder();
    for (var line : text.split("\n", -1)) {
      var name = sectionName(line);
      if (name.isEmpty() || found.containsKey(name)) {
        current.append(line).append('\n');
      } else {
        current = new StringBuilder();
        found.put(name, current);
      }
    }
    Map<String, String> sections = new LinkedHashMap<>();
    found.forEach((name, body) -> sections.put(name, body.toString()));
    return sections;
  }

  private static String sectionName(String line) {
    if (!line.startsWith("## ")) {
      return "";
    }
    var title = line.substring(3).strip();
    for (var name : SECTIONS) {
      if (title.equals(name) || name.equals("Subtask") && title.startsWith("Subtask ")) {
        return name;
      }
    }
    return "";
  }

  private static List<Result> results(String section) {
    var results = new ArrayList<Result>();
    var text = new StringBuilder();
    String[] header = null;
    for (var line : section.split("\n", -1)) {
      var start = RESULT.matcher(line);
      if (start.matches()) {
        add(header, text, results);
        header = new String[] {start.group(1), start.group(2)};
        text.setLength(0);
      } else {
        text.append(line).append('\n');
      }
    }
    add(header, text, results);
    return List.copyOf(results);
  }

  private static void add(String[] header, StringBuilder text, List<Result> results) {
    if (header != null) {
      results.add(new Result(header[0], header[1].strip(), text.toString().strip()));
    }
  }
}
