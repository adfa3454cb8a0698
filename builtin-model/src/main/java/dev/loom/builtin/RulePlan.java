package dev.loom.builtin;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// A goal parsed into steps.
///
/// @param title the goal's title before a colon (`Take stock of this folder: …`), or empty
/// @param steps the steps in the order of the goal
record RulePlan(String title, List<Step> steps) {
  /// Goals with more steps are rejected as a whole.
  private static final int STEPS_MAX = 50;

  private static final int GOAL_CHARS_MAX = 10_000;
  private static final Set<String> PRONOUNS = Set.of("it", "them", "that", "this", "the file");
  private static final ClauseParser GRAMMAR = new ClauseParser();

  /// A step, parsed from one clause.
  ///
  /// @param id a short, unique id
  /// @param text the clause in the user's words
  /// @param intents the requested actions in order
  /// @param dependsOn ids of the steps that must complete first
  /// @param sources ids of the steps whose results this step writes
  record Step(
      String id, String text, List<Intent> intents, List<String> dependsOn, List<String> sources) {
    boolean hasEffect() {
      return intents.stream().anyMatch(Intent::hasEffect);
    }

    /// Returns the file that this step writes, if any.
    Optional<String> writes() {
      for (var intent : intents) {
        if (intent instanceof Intent.Save save) {
          return Optional.of(save.path());
        }
        if (intent instanceof Intent.CreateFile create) {
          return Optional.of(create.path());
        }
      }
      return Optional.empty();
    }
  }

  static RulePlan parse(String goal) {
    if (goal.length() > GOAL_CHARS_MAX) {
      return unknownPlan(goal);
    }
    var clauses = ClauseSplitter.split(goal);
    if (clauses.isEmpty() || clauses.size() > STEPS_MAX) {
      return unknownPlan(goal);
    }
    var title = "";
    var parsed = new ArrayList<Clause>();
    for (var at = 0; at < clauses.size(); at++) {
      var clause = clauses.get(at);
      var intents = GRAMMAR.parse(clause);
      if (intents.getFirst() instanceof Intent.TakeInventory inventory) {
        title = title.isEmpty() ? clause : title;
        if (isIntroduction(goal, clause, clauses, at)) {
          continue;
        }
        parsed.addAll(inventoryClauses(inventory));
      } else {
        parsed.add(new Clause(clause, intents));
      }
    }
    return new RulePlan(title, toSteps(resolvePronouns(parsed)));
  }

  private record Clause(String text, List<Intent> intents) {}

  private static RulePlan unknownPlan(String goal) {
    var text = goal.isBlank() ? "(an empty goal)" : goal.strip();
    var clause = new Clause(text, List.of(new Intent.Unknown(text)));
    return new RulePlan("", toSteps(List.of(clause)));
  }

  /// Returns whether a clause such as `Take stock of this folder:` only introduces the following
  /// ones.
  private static boolean isIntroduction(String goal, String clause, List<String> clauses, int at) {
    var end = goal.indexOf(clause) + clause.length();
    return at + 1 < clauses.size() && end < goal.length() && goal.charAt(end) == ':';
  }

  private static List<Clause> inventoryClauses(Intent.TakeInventory inventory) {
    var where = inventory.folder().equals(".") ? "" : " in " + inventory.folder();
    return List.of(
        new Clause(
            "Count the source files by type" + where,
            List.of(new Intent.CountFiles(inventory.folder(), FileType.SOURCE))),
        new Clause(
            "Find every TODO and FIXME" + where,
            List.of(new Intent.FindMarkers(List.of("TODO", "FIXME"), inventory.folder()))));
  }

  /// Replaces pronouns with the last file named before.
  private static List<Clause> resolvePronouns(List<Clause> clauses) {
    var lastFile = "";
    var resolved = new ArrayList<Clause>();
    for (var clause : clauses) {
      var intents = new ArrayList<Intent>();
      for (var intent : clause.intents()) {
        var file = fileOf(intent);
        if (!PRONOUNS.contains(file.toLowerCase(Locale.ROOT))) {
          lastFile = file.isEmpty() ? lastFile : file;
          intents.add(intent);
        } else {
          intents.add(
              lastFile.isEmpty() ? new Intent.Unknown(clause.text()) : withPath(intent, lastFile));
        }
      }
      resolved.add(new Clause(clause.text(), List.copyOf(intents)));
    }
    return resolved;
  }

  /// Returns the file of an intent that a later `it` can refer to, or an empty text.
  private static String fileOf(Intent intent) {
    return switch (intent) {
      case Intent.ReadFile read -> read.path();
      case Intent.Summarise summarise -> summarise.path();
      case Intent.Measure measure -> measure.path();
      case Intent.CreateFile create -> create.path();
      case Intent.TakeInventory _ -> "";
      case Intent.CountFiles _ -> "";
      case Intent.FindMarkers _ -> "";
      case Intent.FindFiles _ -> "";
      case Intent.SearchText _ -> "";
      case Intent.ListFolder _ -> "";
      case Intent.Save _ -> "";
      case Intent.RunCommand _ -> "";
      case Intent.Calculate _ -> "";
      case Intent.Unknown _ -> "";
    };
  }

  private static Intent withPath(Intent intent, String path) {
    if (intent instanceof Intent.ReadFile) {
      return new Intent.ReadFile(path);
    }
    return intent instanceof Intent.Measure ? new Intent.Measure(path) : new Intent.Summarise(path);
  }

  /// Creates steps with their dependencies: read-only steps may run in parallel; a step with a side
  /// effect waits for all steps before it, and all steps after it wait for it.
  private static List<Step> toSteps(List<Clause> clauses) {
    var steps = new ArrayList<Step>();
    var ids = new HashSet<String>();
    var sinceEffect = new ArrayList<String>();
    var sinceSave = new ArrayList<String>();
    var resultSteps = new ArrayList<String>();
    var lastEffect = "";
    for (var clause : clauses) {
      var id = uniqueId(clause.intents().getFirst(), ids);
      var dependsOn = new LinkedHashSet<String>();
      var isEffect = clause.intents().stream().anyMatch(Intent::hasEffect);
      var isSave = clause.intents().getFirst() instanceof Intent.Save;
      var sources =
          isSave ? List.copyOf(sinceSave.isEmpty() ? resultSteps : sinceSave) : List.<String>of();
      dependsOn.addAll(sources);
      if (isEffect) {
        dependsOn.addAll(sinceEffect);
      }
      if (!lastEffect.isEmpty() && (!isEffect || sinceEffect.isEmpty())) {
        dependsOn.add(lastEffect);
      }
      steps.add(
          new Step(
              id, toStepText(clause.text()), clause.intents(), List.copyOf(dependsOn), sources));
      if (isEffect) {
        lastEffect = id;
        sinceEffect.clear();
      } else {
        sinceEffect.add(id);
      }
      if (isSave) {
        sinceSave.clear();
      } else {
        sinceSave.add(id);
        resultSteps.add(id);
      }
    }
    return List.copyOf(steps);
  }

  private static String toStepText(String text) {
    var line = text.replaceAll("\\s+", " ").replaceFirst("[.;,]+$", "");
    return line.isEmpty()
        ? text
        : line.substring(0, 1).toUpperCase(Locale.ROOT) + line.substring(1);
  }

  private static String uniqueId(Intent intent, Set<String> taken) {
    var name =
        switch (intent) {
          case Intent.TakeInventory _ -> "take-stock";
          case Intent.CountFiles _ -> "count-files";
          case Intent.Measure _ -> "count-lines";
          case Intent.FindMarkers _ -> "find-markers";
          case Intent.FindFiles _ -> "find-files";
          case Intent.SearchText _ -> "search";
          case Intent.ListFolder _ -> "list-folder";
          case Intent.ReadFile _ -> "read-file";
          case Intent.Summarise _ -> "summarise";
          case Intent.Save _ -> "write-report";
          case Intent.CreateFile _ -> "create-file";
          case Intent.RunCommand _ -> "run-command";
          case Intent.Calculate _ -> "calculate";
          case Intent.Unknown _ -> "unknown";
        };
    var id = name;
    for (var number = 2; !taken.add(id); number++) {
      id = name + "-" + number;
    }
    return id;
  }

  /// Returns the step with this description.
  Optional<Step> findStep(String description) {
    var wanted = description.strip();
    return steps.stream().filter(step -> step.text().equals(wanted)).findFirst();
  }

  /// Returns the files that the goal itself writes; searches and counts exclude them.
  List<String> writtenFiles() {
    return steps.stream().flatMap(step -> step.writes().stream()).distinct().toList();
  }
}
