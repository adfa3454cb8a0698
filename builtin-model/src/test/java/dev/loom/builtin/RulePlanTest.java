package dev.loom.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class RulePlanTest {
  private static String read(String goal) {
    return RulePlan.parse(goal).steps().stream()
        .map(step -> describe(step.intent()))
        .collect(Collectors.joining(" + "));
  }

  private static String describe(Intent intent) {
    var path = intent.path();
    var folder = "folder=" + path;
    return switch (intent.action()) {
      case TAKE_INVENTORY -> "TakeInventory[" + folder + "]";
      case COUNT_FILES -> "CountFiles[" + folder + ", kind=" + intent.type() + "]";
      case MEASURE -> "Measure[path=" + path + "]";
      case FIND_MARKERS ->
          "FindMarkers[words=" + List.of(intent.text().split(" ")) + ", " + folder + "]";
      case FIND_FILES ->
          "FindFiles["
              + folder
              + ", kind="
              + intent.type()
              + ", mention="
              + Optional.of(intent.text()).filter(text -> !text.isEmpty())
              + "]";
      case SEARCH_TEXT -> "SearchText[text=" + intent.text() + ", " + folder + "]";
      case LIST_FOLDER -> "ListFolder[" + folder + "]";
      case READ_FILE -> "ReadFile[path=" + path + "]";
      case SAVE -> "Save[path=" + path + "]";
      case CREATE_FILE -> "CreateFile[path=" + path + ", content=" + intent.text() + "]";
      case RUN_COMMAND -> "RunCommand[command=" + intent.text() + "]";
      case CALCULATE -> "Calculate[expression=" + intent.text() + "]";
      case UNKNOWN -> "Unknown[clause=" + intent.text() + "]";
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Take stock of this folder|CountFiles[folder=., kind=FileType[label=source, patterns=[]]] + FindMarkers[words=[TODO, FIXME], folder=.]",
        "Take stock of this project and write it to STOCK.md|CountFiles[folder=., kind=FileType[label=source, patterns=[]]] + FindMarkers[words=[TODO, FIXME], folder=.] + Save[path=STOCK.md]",
        "count all files|CountFiles[folder=., kind=FileType[label=, patterns=[]]]",
        "How many Python files are there in src?|CountFiles[folder=src, kind=FileType[label=Python, patterns=[*.py, *.pyi]]]",
        "how many lines are in README.md?|Measure[path=README.md]",
        "Count the number of words in 'my notes.txt'|Measure[path=my notes.txt]",
        "find all TODOs|FindMarkers[words=[TODO], folder=.]",
        "Find every TODO, FIXME and HACK comment in the src folder|FindMarkers[words=[TODO, FIXME, HACK], folder=src]",
        "List the files in src|ListFolder[folder=src]",
        "list all files in this directory|ListFolder[folder=.]",
        "Show me the contents of docs|ListFolder[folder=docs]",
        "Read notes.txt|ReadFile[path=notes.txt]",
        "show the file conf/app.yaml|ReadFile[path=conf/app.yaml]",
        "List all Java files|FindFiles[folder=., kind=FileType[label=Java, patterns=[*.java]], mention=Optional.empty]",
        "find all *.yaml files in conf|FindFiles[folder=conf, kind=FileType[label=.yaml, patterns=[*.yaml]], mention=Optional.empty]",
        "Find files named pom.xml|FindFiles[folder=., kind=FileType[label=pom.xml, patterns=[pom.xml]], mention=Optional.empty]",
        "Find all Java files that mention Vertx|FindFiles[folder=., kind=FileType[label=Java, patterns=[*.java]], mention=Optional[Vertx]]",
        "find files in src containing \"a b\"|FindFiles[folder=src, kind=FileType[label=, patterns=[]], mention=Optional[a b]]",
        "Search for 'needle' in src|SearchText[text=needle, folder=src]",
        "search for Needle|SearchText[text=Needle, folder=.]",
        "Read a.txt, then count the lines of it|ReadFile[path=a.txt] + Measure[path=a.txt]",
        "Create a file hello.txt with the text Hello|CreateFile[path=hello.txt, content=Hello]",
        "Create an empty file x.txt|CreateFile[path=x.txt, content=]",
        "Run 'ls -la' and save the output to listing.txt|RunCommand[command=ls -la] + Save[path=listing.txt]",
        "run ls -la|RunCommand[command=ls -la]",
        "What is 12*7?|Calculate[expression=12*7]",
        "calculate 1,200 x (3 + 4)^2|Calculate[expression=1200*(3 + 4)**2]",
        "What is 15% of 80|Calculate[expression=15 / 100 * 80]",
        "Please count the source files by type, and then write the results into out/report.md.|CountFiles[folder=., kind=FileType[label=source, patterns=[]]] + Save[path=out/report.md]"
      })
  void aGoalIsParsedIntoIntents(String goal, String intents) {
    assertEquals(intents, read(goal));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "What is 42?",
        "List the files in src that no one needs",
        ";",
        "Read the code and understand it",
        "Find all bugs that matter",
        "Write a report about cats to cats.md",
        "Count the lines of it",
        "Summarise README.md",
        "Count the Klingon files",
        ""
      })
  void aPartlyUnderstoodGoalIsRejected(String goal) {
    assertEquals(Action.UNKNOWN, RulePlan.parse(goal).steps().getLast().intent().action());
  }

  @Test
  void stepsWithEffectsAreOrderedAgainstAllOthers() {
    var steps =
        RulePlan.parse(
                "Find all Java files, find all TODOs, run 'ls', count all files and write what you"
                    + " found to a.md, then read a.md")
            .steps();
    assertEquals(
        List.of(
            "find-files <- []",
            "find-markers <- []",
            "run-command <- [find-files, find-markers]",
            "count-files <- [run-command]",
            "write-report <- [find-files, find-markers, run-command, count-files]",
            "read-file <- [write-report]"),
        steps.stream().map(step -> step.id() + " <- " + step.dependsOn()).toList());
  }

  @Test
  void adversarialGoalsAreParsedInLinearTime() {
    for (var word :
        List.of("all the ", "find ", "a, ", "(1+", "TODO and ", "'", "the file ", " ")) {
      RulePlan.parse("find " + word.repeat(4_000 / word.length()));
      RulePlan.parse("count " + word.repeat(1_900 / word.length()));
      RulePlan.parse("what is " + word.repeat(1_900 / word.length()));
      RulePlan.parse("create " + word.repeat(1_900 / word.length()) + " with");
    }
  }
}
