package dev.loom.builtin;

import java.util.ArrayList;
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

  /// A step, parsed from one clause.
  ///
  /// @param id a short, unique id
  /// @param text the clause in the user's words
  /// @param intent the requested action
  /// @param dependsOn ids of the steps that must complete first
  /// @param sources ids of the steps whose results this step writes
  record Step(String id, String text, Intent intent, List<String> dependsOn, List<String> sources) {
    /// Returns the file that this step writes, if any.
    Optional<String> writes() {
      return intent.action() == Action.SAVE || intent.action() == Action.CREATE_FILE
          ? Optional.of(intent.path())
          : Optional.empty();
    }
  }

  private record Clause(String text, Intent intent) {}

  static RulePlan parse(String goal) {
    var clauses = goal.length() > GOAL_CHARS_MAX ? List.<String>of() : ClauseSplitter.split(goal);
    if (clauses.isEmpty() || clauses.size() > STEPS_MAX) {
      var text = goal.isBlank() ? "(an empty goal)" : goal.strip();
      return new RulePlan("", toSteps(List.of(new Clause(text, Intent.unknown(text)))));
    }
    var title = "";
    var parsed = new ArrayList<Clause>();
    for (var clause : clauses) {
      var intent = ClauseParser.parse(clause);
      if (intent.action() != Action.TAKE_INVENTORY) {
        parsed.add(new Clause(clause, intent));
        continue;
      }
      title = title.isEmpty() ? clause : title;
      if (!isIntroduction(goal, clause, clauses.getLast())) {
        parsed.addAll(inventoryClauses(intent));
      }
    }
    return new RulePlan(title, toSteps(resolvePronouns(parsed)));
  }

  /// Returns whether a clause such as `Take stock of this folder:` only introduces the following
  /// ones.
  private static boolean isIntroduction(String goal, String clause, String lastClause) {
    var end = goal.indexOf(clause) + clause.length();
    return !clause.equals(lastClause) && end < goal.length() && goal.charAt(end) == ':';
  }

  private static List<Clause> inventoryClauses(Intent inventory) {
    var where = inventory.inFolder();
    return List.of(
        new Clause(
            "Count the source files by type" + where,
            new Intent(Action.COUNT_FILES, inventory.path(), "", FileType.SOURCE, false)),
        new Clause(
            "Find every TODO and FIXME" + where,
            Intent.of(Action.FIND_MARKERS, inventory.path(), "TODO FIXME")));
  }

  /// Replaces pronouns with the last file named before.
  private static List<Clause> resolvePronouns(List<Clause> clauses) {
    var lastFile = "";
    var resolved = new ArrayList<Clause>();
    for (var clause : clauses) {
      var intent = clause.intent();
      if (!intent.action().isAboutFile()) {
        resolved.add(clause);
      } else if (!PRONOUNS.contains(intent.path().toLowerCase(Locale.ROOT))) {
        lastFile = intent.path();
        resolved.add(clause);
      } else {
        var known = lastFile.isEmpty() ? Intent.unknown(clause.text()) : intent.withPath(lastFile);
        resolved.add(new Clause(clause.text(), known));
      }
    }
    return resolved;
  }

  /// Creates steps with their dependencies: read-only steps may run in parallel; a step with a side
  /// effect waits for all steps before it, and all steps after it wait for it.
  private static List<Step> toSteps(List<Clause> clauses) {
    var steps = new ArrayList<Step>();
    var ids = new ArrayList<String>();
    var resultSteps = new ArrayList<String>();
    int effectEnd = 0;
    int saveEnd = 0;
    for (var clause : clauses) {
      var action = clause.intent().action();
      var sources = new ArrayList<String>();
      if (action == Action.SAVE) {
        sources.addAll(saveEnd == ids.size() ? resultSteps : ids.subList(saveEnd, ids.size()));
      }
      var dependsOn = new LinkedHashSet<String>(sources);
      if (action.hasEffect()) {
        dependsOn.addAll(ids.subList(effectEnd, ids.size()));
      }
      if (effectEnd > 0 && (!action.hasEffect() || effectEnd == ids.size())) {
        dependsOn.add(ids.get(effectEnd - 1));
      }
      ids.add(uniqueId(action, ids));
      steps.add(
          new Step(
              ids.getLast(),
              toStepText(clause.text()),
              clause.intent(),
              List.copyOf(dependsOn),
              sources));
      effectEnd = action.hasEffect() ? ids.size() : effectEnd;
      if (action == Action.SAVE) {
        saveEnd = ids.size();
      } else {
        resultSteps.add(ids.getLast());
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

  private static String uniqueId(Action action, List<String> taken) {
    var id = action.stepId();
    for (var number = 2; taken.contains(id); number++) {
      id = action.stepId() + "-" + number;
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
