package dev.loom.orchestrator.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.json.LenientValues;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.Plan;
import dev.loom.contracts.task.Subtask;
import dev.loom.contracts.text.TextTruncator;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Parses planner answers into subtasks.
public final class PlanParser {
  private static final int DESCRIPTION_CHARS_MAX = 8_000;
  private static final int QUOTED_CHARS_MAX = 80;
  private static final int ID_CHARS_MAX = 200;

  /// Canonical names of fields, the preferred one first.
  private static final List<String> IDS =
      List.of("id", "subtaskid", "stepid", "taskid", "step", "number", "index", "key", "name");

  private static final List<String> DESCRIPTIONS =
      List.of(
          "description",
          "task",
          "instruction",
          "instructions",
          "prompt",
          "goal",
          "details",
          "action",
          "objective",
          "title",
          "step",
          "name");

  private static final List<String> PATHS = List.of("path", "file", "filepath", "filename", "name");
  private static final Pattern DEPENDENCIES =
      Pattern.compile("depend|^deps$|prerequisite|^requires$|^blockedby$|^after$");
  private static final Pattern NONE = Pattern.compile("(?i)|none|null|n/a|-");

  private PlanParser() {}

  /// Represents a parsed answer.
  ///
  /// @param subtasks the planned subtasks; valid only if there are no problems
  /// @param problems the reasons why the answer is not a valid plan, worded for the planner
  public record Result(List<Subtask> subtasks, List<String> problems) {
    public Result {
      subtasks = List.copyOf(subtasks);
      problems = List.copyOf(problems);
    }
  }

  /// Parses a first plan.
  public static Result parse(String answer) {
    return parse(answer, List.of());
  }

  /// Parses a plan that replaces another one.
  ///
  /// @param completed the completed subtasks. They stay, come first and may be depended on, whether
  ///   or not the answer contains them.
  public static Result parse(String answer, List<Subtask> completed) {
    var found = PlanFinder.find(answer);
    if (!found.problem().isEmpty()) {
      return invalid(found.problem());
    }
    var list = found.subtasks();
    if (list.size() > Plan.SUBTASKS_MAX) {
      return invalid("the plan has " + list.size() + " subtasks, more than " + Plan.SUBTASKS_MAX);
    }
    var ids =
        new SubtaskIds(
            completed.stream().map(Subtask::id).toList(),
            list.stream().map(PlanParser::writtenId).toList());
    var subtasks = new ArrayList<Subtask>();
    var problems = new ArrayList<String>();
    for (int i = 0; i < list.size(); i++) {
      new SubtaskReader(list.get(i), i, ids, problems).read().ifPresent(subtasks::add);
    }
    var all = merged(completed, subtasks);
    if (problems.isEmpty()) {
      problems.addAll(Plan.problems(all));
    }
    return new Result(all, problems);
  }

  private static List<Subtask> merged(List<Subtask> completed, List<Subtask> planned) {
    var completedIds = completed.stream().map(Subtask::id).toList();
    var all = new ArrayList<>(completed);
    planned.stream().filter(each -> !completedIds.contains(each.id())).forEach(all::add);
    return all;
  }

  private static Result invalid(String problem) {
    return new Result(List.of(), List.of(problem));
  }

  static boolean hasDescription(JsonNode subtask) {
    return !description(subtask).isBlank();
  }

  private static String description(JsonNode subtask) {
    return LenientValues.text(LenientValues.field(subtask, DESCRIPTIONS)).strip();
  }

  /// Returns the id of a subtask as written, empty if it has none. A field that may hold either its
  /// number or its description counts only if it is short.
  private static String writtenId(JsonNode subtask) {
    return IDS.stream()
        .map(name -> LenientValues.field(subtask, List.of(name)))
        .filter(JsonNode::isValueNode)
        .map(value -> value.asText().strip())
        .filter(text -> !text.isEmpty() && text.length() <= ID_CHARS_MAX)
        .findFirst()
        .orElse("");
  }

  /// Reads one subtask and adds its problems to a list.
  private record SubtaskReader(JsonNode node, int position, SubtaskIds ids, List<String> problems) {
    Optional<Subtask> read() {
      int problemsBefore = problems.size();
      if (!node.isObject()) {
        addProblem(" is not an object");
        return Optional.empty();
      }
      var description = description(node);
      if (description.isEmpty()) {
        addProblem(" has no description");
      } else if (description.length() > DESCRIPTION_CHARS_MAX) {
        addProblem(": the description is longer than " + DESCRIPTION_CHARS_MAX + " characters");
      }
      var dependsOn = dependencies();
      int modelTier = tier("model_tier");
      int verificationTier = tier("verification_tier");
      var deliverables = deliverables();
      if (problems.size() > problemsBefore) {
        return Optional.empty();
      }
      return Optional.of(
          new Subtask(
              ids.get(position),
              description,
              dependsOn,
              modelTier,
              verificationTier,
              flag("is_critical_path"),
              flag("is_synthesis"),
              LenientValues.text(field("acceptance_criteria")),
              deliverables));
    }

    private void addProblem(String text) {
      problems.add("subtask " + (position + 1) + text);
    }

    private JsonNode field(String name) {
      return LenientValues.field(node, List.of(LenientValues.canonical(name)));
    }

    private boolean flag(String name) {
      return LenientValues.truth(field(name)).orElse(false);
    }

    /// Any field whose name speaks of dependencies counts: subtasks that wait for each other must
    /// not run at the same time because of a name.
    private List<SubtaskId> dependencies() {
      var found = new LinkedHashSet<SubtaskId>();
      for (var entry : node.properties()) {
        if (DEPENDENCIES.matcher(LenientValues.canonical(entry.getKey())).find()) {
          for (var name : dependencyNames(entry.getValue())) {
            ids.find(name)
                .ifPresentOrElse(
                    found::add,
                    () ->
                        problems.add(
                            "'%s' depends on '%s', which is not in the plan"
                                .formatted(
                                    ids.get(position),
                                    TextTruncator.withEllipsis(name, QUOTED_CHARS_MAX))));
          }
        }
      }
      return List.copyOf(found);
    }

    /// Reads a list of ids, numbers or objects with an id, or a text with one or several ids.
    private List<String> dependencyNames(JsonNode written) {
      var value = LenientValues.structure(written);
      if (value.isArray()) {
        return value.valueStream().flatMap(item -> dependencyNames(item).stream()).toList();
      }
      var text = value.isObject() ? writtenId(value) : LenientValues.text(value).strip();
      if (NONE.matcher(text).matches()) {
        return List.of();
      }
      return ids.find(text).isPresent() ? List.of(text) : List.of(text.split("\\s*[,;]\\s*"));
    }

    /// Reads a list of paths, or of objects with a path. A text is one path unless it may be
    /// several.
    private List<String> deliverables() {
      var value = LenientValues.structure(field("deliverables"));
      var items = value.isArray() ? value.valueStream().toList() : List.of(value);
      var paths = new ArrayList<String>();
      for (var item : items) {
        var path =
            LenientValues.text(item.isObject() ? LenientValues.field(item, PATHS) : item).strip();
        if (item.isObject() && path.isEmpty()
            || !value.isArray() && path.matches("(?s).*[,;\n].*")) {
          addProblem(": deliverables must be a list of paths");
        } else if (!NONE.matcher(path).matches()) {
          paths.add(path);
        }
      }
      return paths;
    }

    private int tier(String name) {
      var value = field(name);
      if (value.isMissingNode()) {
        return 1;
      }
      var tier = LenientValues.number(value).orElse(0);
      if (tier != Math.rint(tier) || tier < Subtask.TIER_MIN || tier > Subtask.TIER_MAX) {
        addProblem(": " + name + " must be a whole number from 1 to 3");
        return 1;
      }
      return (int) tier;
    }
  }
}
