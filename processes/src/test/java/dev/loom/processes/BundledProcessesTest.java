package dev.loom.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.re2j.Pattern;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.process.ProcessDefinition;
import dev.loom.contracts.process.ProcessDefinition.PhaseMode;
import dev.loom.contracts.task.Plan;
import dev.loom.contracts.task.Subtask;
import dev.loom.processes.definition.ParseResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

@Timeout(30)
class BundledProcessesTest {
  private static final Path DIRECTORY = Path.of("builtin");

  private static ProcessDefinition load(String name) {
    var file =
        BundledProcesses.files().stream()
            .filter(f -> f.name().equals(name))
            .findFirst()
            .orElseThrow();
    if (file.parse() instanceof ParseResult.Valid(var definition, var warnings)) {
      assertEquals(List.of(), warnings);
      return definition;
    }
    throw new AssertionError(file.parse().toString());
  }

  static Stream<String> names() {
    return BundledProcesses.files().stream().map(DefinitionFile::name);
  }

  @Test
  void theIndexListsEveryDirectoryInOrder() throws Exception {
    try (var directories = Files.list(DIRECTORY)) {
      assertEquals(
          directories
              .filter(Files::isDirectory)
              .map(directory -> directory.getFileName().toString())
              .sorted()
              .toList(),
          names().toList(),
          "builtin/index.txt has a line for each directory, in order");
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void eachDefinitionIsCompleteAndHasTheNameOfItsDirectory(String name) {
    var definition = load(name);
    assertEquals(name, definition.name());
    assertEquals("1.0", definition.version());
    assertFalse(definition.description().isBlank());
    assertFalse(definition.persona().isBlank());
    assertFalse(definition.toolGuidance().isBlank());
    assertEquals(List.of(), Plan.problems(definition.phases()));
    assertEquals(List.of(), definition.requiredTools());
    for (var phase : definition.phases()) {
      assertFalse(phase.description().isBlank());
      assertFalse(phase.acceptanceCriteria().isBlank());
      assertFalse(phase.deliverables().isEmpty());
      assertFalse(phase.criticalPath() || phase.synthesis());
    }
  }

  /// Each phase as `id < dependencies model/verification: files`.
  static Stream<Arguments> shapes() {
    return Stream.of(
        Arguments.of(
            "investment-analysis",
            PhaseMode.STRICT,
            """
            company-screening <  2/1: company-overview.md revenue-segments.csv
            financial-analysis < company-screening 3/2: financial-summary.csv ratio-analysis.md
            valuation-model < financial-analysis 3/2: dcf-model.csv comparable-multiples.csv valuation-summary.md
            risk-assessment < valuation-model 2/2: risk-matrix.md risk-register.csv
            investment-memo < risk-assessment 3/2: investment-memo.md
            """,
            "financial_metric valuation_assumption risk_factor market_condition",
            "no-placeholders financial-linkage terminal-value-check"),
        Arguments.of(
            "marketing-strategy",
            PhaseMode.GUIDED,
            """
            market-sizing <  2/2: market-sizing.md market-data.csv
            competitive-analysis <  2/2: competitive-landscape.md competitor-matrix.csv
            customer-segmentation < market-sizing 3/2: customer-segments.md segment-profiles.csv
            positioning < market-sizing competitive-analysis customer-segmentation 3/2: positioning.md
            channel-strategy < positioning 2/1: channel-strategy.md channel-economics.csv
            campaign-plan < channel-strategy 2/1: campaign-plan.md budget-allocation.csv
            """,
            "market_insight competitor_move audience_preference strategic_decision",
            "no-placeholders sources-cited segments-mece"),
        Arguments.of(
            "research-report",
            PhaseMode.GUIDED,
            """
            frame-question <  2/1: research-brief.md
            gather-evidence < frame-question 2/1: evidence-log.csv evidence-notes.md
            synthesize-findings < gather-evidence 3/2: synthesis.md
            write-report < synthesize-findings 3/2: research-report.md references.csv
            """,
            "evidence_finding research_gap synthesis_conclusion",
            "no-placeholders citations-present"),
        Arguments.of(
            "competitive-intel",
            PhaseMode.SUGGESTIVE,
            """
            identify-competitors <  1/1: competitor-list.csv
            research-competitors < identify-competitors 2/1: competitor-profiles.md
            build-comparison < research-competitors 2/2: comparison-matrix.csv competitive-summary.md
            """,
            "competitor_profile competitive_gap",
            "no-placeholders evidence-backed"),
        Arguments.of(
            "consulting-engagement",
            PhaseMode.STRICT,
            """
            define-issue-tree <  3/2: issue-tree.md workstream-priorities.csv
            assign-workstreams < define-issue-tree 2/1: workstream-plan.md
            gather-evidence < assign-workstreams 3/2: workstream-findings.md evidence-exhibits.csv
            synthesize-recommendations < gather-evidence 3/2: recommendations.md impact-model.csv
            build-presentation < synthesize-recommendations 2/2: presentation-outline.md executive-summary.md
            """,
            "hypothesis_verdict key_finding recommendation stakeholder_concern",
            "no-placeholders mece-structure red-team action-titles"));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void eachDefinitionHasItsPhasesMemoryTypesAndRules(
      String name, PhaseMode mode, String phases, String memoryTypes, String rules)
      throws Exception {
    var definition = load(name);
    assertEquals(mode, definition.phaseMode());
    var lines = new StringBuilder();
    definition.phases().forEach(phase -> lines.append(line(phase)).append('\n'));
    assertEquals(phases, lines.toString());
    var written = root(name);
    assertEquals(memoryTypes, words(written, "memory", "extract_types", "type"));
    assertEquals(rules, words(written, "verification", "rules", "name"));
    assertEquals("smoke live-canary", words(written.path("tests"), "id"), "the tests of " + name);
  }

  private static String line(Subtask phase) {
    return phase.id()
        + " < "
        + String.join(" ", phase.dependsOn().stream().map(SubtaskId::value).toList())
        + " "
        + phase.modelTier()
        + "/"
        + phase.verificationTier()
        + ": "
        + String.join(" ", phase.deliverables());
  }

  private static JsonNode root(String name) throws Exception {
    Object yaml =
        new Yaml().load(Files.readString(DIRECTORY.resolve(name).resolve("process.yaml")));
    return new ObjectMapper().valueToTree(yaml);
  }

  private static String words(JsonNode root, String section, String list, String key) {
    return words(root.at("/" + section + "/" + list), key);
  }

  private static String words(JsonNode list, String key) {
    return String.join(" ", list.findValuesAsText(key));
  }

  @ParameterizedTest
  @MethodSource("names")
  void itsRuleFindsOnlyPlaceholders(String name) {
    var rule = load(name).rules().getFirst();
    assertEquals("no-placeholders", rule.name());
    assertTrue(rule.error());
    assertEquals(1, load(name).rules().size());
    var pattern = Pattern.compile(rule.check());
    for (var bad : List.of("x [TBD] y", "[TODO]: more", "[INSERT]", "a\nb [PLACEHOLDER]")) {
      assertTrue(pattern.matcher(bad).find(), bad);
    }
    for (var good : List.of("TBD", "the to-do list", "[1]", "- [ ] open", "[todo]")) {
      assertFalse(pattern.matcher(good).find(), good);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void itsSmokeTestRequiresEveryPhaseAndDeliverable(String name) throws Exception {
    var definition = load(name);
    var acceptance = root(name).at("/tests/0/acceptance");
    assertEquals(
        definition.phases().stream().map(phase -> phase.id().value()).toList(),
        texts(acceptance.at("/phases/must_include")));
    assertEquals(
        definition.phases().stream().flatMap(phase -> phase.deliverables().stream()).toList(),
        texts(acceptance.at("/deliverables/must_exist")));
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asText).toList();
  }
}
