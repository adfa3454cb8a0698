package dev.loom.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ModelRole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RuleBasedProviderTest {
  @TempDir Path folder;
  private FakeFolderTools tools;

  @BeforeEach
  void fillTheFolder() throws Exception {
    tools = new FakeFolderTools(folder);
    write("src/App.java", "import io.vertx.core.Vertx;\nclass App {}\n");
    write("src/web/Page.java", "// Vertx again\n");
    write("src/Plain.java", "class Plain { /* vertx */ }\n");
    write("README.md", "# Title\n\nFirst sentence here. Second one.\n\n## Use\n\nRun it.\n");
    write("notes.txt", "Buy milk. And bread.\n\nCall Ada tomorrow.\n");
  }

  private void write(String path, String content) throws Exception {
    var file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private String read(String path) throws Exception {
    return Files.readString(folder.resolve(path));
  }

  private Map<String, String> pursue(String goal) throws Exception {
    return new FakeToolConversation(tools, folder.toString()).run(goal);
  }

  private String last(String goal) throws Exception {
    return List.copyOf(pursue(goal).values()).getLast();
  }

  @Test
  void theFilesOfAFolderAreListed() throws Exception {
    var answer = last("List the files in src");
    assertTrue(answer.startsWith("src contains 3 files and 1 folder"), answer);
    assertTrue(answer.contains("App.java"), answer);
  }

  @Test
  void namesOfMatchingFilesAreWrittenOnePerLine() throws Exception {
    pursue("Find all Java files that mention Vertx and write their names to vertx.txt");
    assertEquals("src/App.java\nsrc/web/Page.java\n", read("vertx.txt"));
  }

  @Test
  void withoutAShellTheSameNamesAreFound() throws Exception {
    tools = new FakeFolderTools(folder, "shell_execute");
    pursue("Find all Java files that mention Vertx and write their names to vertx.txt");
    assertEquals("src/App.java\nsrc/web/Page.java\n", read("vertx.txt"));
  }

  @Test
  void linesAreCounted() throws Exception {
    assertEquals(
        "README.md has 7 lines, 11 words and 59 characters.", last("Count the lines in README.md"));
  }

  @Test
  void aPronounMeansTheFileNamedBefore() throws Exception {
    var answers = pursue("Read notes.txt and count the lines of it");
    assertEquals("notes.txt has 3 lines, 7 words and 41 characters.", answers.get("count-lines"));
  }

  @Test
  void theOutputOfACommandIsSavedUnchanged() throws Exception {
    pursue("Run 'echo one; echo two' and save the output to listing.txt");
    assertEquals("one\ntwo\n", read("listing.txt"));
  }

  @Test
  void aFileIsCreatedWithTheGivenText() throws Exception {
    pursue("Create a file hello.txt with the text Hello, world and more!");
    assertEquals("Hello, world and more!", read("hello.txt"));
    pursue("Write \"a  b. Then c\" to quoted.txt");
    assertEquals("a  b. Then c", read("quoted.txt"));
  }

  @Test
  void aProductIsCalculated() throws Exception {
    assertEquals("12*7 = 84", last("What is 12*7?"));
  }

  @Test
  void aFailedCommandBlocksWithItsReason() throws Exception {
    var answer = last("Run 'exit 3'");
    assertTrue(answer.startsWith("BLOCKED: The command 'exit 3' failed: Exit code: 3"), answer);
  }

  @Test
  void aMissingFileBlocksWithItsName() throws Exception {
    var answer = last("Read nothing.txt and write what you found to out.md");
    assertTrue(answer.startsWith("BLOCKED: nothing.txt could not be read"), answer);
    assertFalse(Files.exists(folder.resolve("out.md")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Count the source files in nowhere",
        "Find every TODO in nowhere",
        "Find all Java files in nowhere",
        "Find all Java files in nowhere that mention x",
        "Search for 'x' in nowhere",
        "List the files in nowhere"
      })
  void aMissingFolderIsNotReportedAsEmpty(String goal) throws Exception {
    var answer = last(goal);
    assertTrue(answer.startsWith("BLOCKED: The folder nowhere could not be"), answer);
    tools = new FakeFolderTools(folder, "shell_execute");
    assertEquals(answer, last(goal), "with and without a shell");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Refactor the auth module to JWT",
        "Translate README.md to French",
        "List the old files in src and delete them",
        "Create a file poem.txt with a poem about cats",
        "Create a file b.txt with the content of README.md",
        "Run the tests",
        "Count the lines in README.md that matter most to users",
        "Write a story",
        "hello",
        "List the files in src except the tests",
      })
  void goalsBeyondTheRulesAreBlockedWithTheAlternatives(String goal) throws Exception {
    var before = Files.walk(folder).count();
    var answer = last(goal);
    assertTrue(answer.startsWith("BLOCKED: The built-in rules do not understand"), answer);
    assertTrue(answer.contains("OPENAI_API_KEY"), answer);
    assertEquals(before, Files.walk(folder).count(), "nothing may have been written");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Find 'x'; touch pwned.txt' in src",
        "Find all files that mention \"$(touch pwned.txt)\"",
        "List all Java files in \"src'; touch pwned.txt; echo '\"",
        "Count the lines in \"a'; touch pwned.txt; '\"",
      })
  void aGoalCannotInjectAShellCommand(String goal) throws Exception {
    pursue(goal);
    assertFalse(Files.exists(folder.resolve("pwned.txt")));
  }

  @Test
  void aPlanKeepsTheUsersWordsAndTheirOrder() throws Exception {
    var plan = FakeToolConversation.plan(RuleExecutorTest.GOAL);
    assertEquals(
        FakeToolConversation.json(
            """
            [{"id":"count-files","description":"Count the source files by type","depends_on":[],
              "model_tier":1,"verification_tier":1,"is_critical_path":true,"is_synthesis":false,
              "acceptance_criteria":"","deliverables":[]},
             {"id":"find-markers","description":"Find every TODO and FIXME","depends_on":[],
              "model_tier":1,"verification_tier":1,"is_critical_path":true,"is_synthesis":false,
              "acceptance_criteria":"","deliverables":[]},
             {"id":"write-report","description":"Write what you found to STOCK.md",
              "depends_on":["count-files","find-markers"],
              "model_tier":1,"verification_tier":2,"is_critical_path":true,"is_synthesis":true,
              "acceptance_criteria":"STOCK.md exists and holds what was asked for",
              "deliverables":["STOCK.md"]}]
            """),
        plan);
  }

  @Test
  void aSubtaskOfAnotherPlannerIsParsedFromItsDescription() throws Exception {
    var conversation = new FakeToolConversation(tools, folder.toString());
    var answer = conversation.execute("Make me happy", "Count the lines in notes.txt", List.of());
    assertTrue(answer.startsWith("notes.txt has 3 lines"), answer);
  }

  @Test
  void aWholeGoalAsOneSubtaskIsExecutedStepByStep() throws Exception {
    var goal = "Find all markdown files and write the list to docs.txt";
    var answer = new FakeToolConversation(tools, folder.toString()).execute(goal, goal, List.of());
    assertTrue(answer.contains("Wrote docs.txt"), answer);
    assertEquals("README.md\n", read("docs.txt"));
  }

  @Test
  void withoutAnAssignmentTheLastMessageIsTheGoal() throws Exception {
    assertTrue(
        FakeToolConversation.ask(ModelRole.EXECUTOR, Optional.empty())
            .startsWith("BLOCKED: The built-in rules do not understand \"anything\"."));
  }

  @Test
  void nothingIsExtracted() throws Exception {
    assertEquals("[]", FakeToolConversation.ask(ModelRole.EXTRACTOR, Optional.empty()));
  }
}
