package dev.loom.models.normalize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.model.ToolDescription;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolIndexTest {
  private static final ToolIndex TOOLS = TestTools.INDEX;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "search",
        " search ",
        "functions.search",
        "functions.search:0",
        "default_api:search",
        "tools.search",
        "Search",
        "search()",
        "`search`",
        "search<|channel|>commentary",
        "search<|constrain|>json",
        "assistant<|channel|>search",
        "assistant to=functions.search",
        "<function=search>"
      })
  void aToolIsFoundInWhatModelsWriteAroundItsName(String name) {
    assertEquals(Optional.of("search"), TOOLS.find(name).map(ToolDescription::name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ReadFile", "readFile", "read-file", "READ_FILE", "functions/ReadFile"})
  void theCaseOfANameMayDiffer(String name) {
    assertEquals(Optional.of("read_file"), TOOLS.find(name).map(ToolDescription::name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"search read_file", "research", "search_file", "sear", "<|channel|>"})
  void aNameThatIsNotCertainIsUnknown(String name) {
    assertEquals(Optional.empty(), TOOLS.find(name));
  }

  @Test
  void anUnknownNameIsResolvedOnlyIfItCouldBeAToolName() {
    assertEquals(Optional.empty(), TOOLS.find("other"));
    assertEquals(Optional.of("other"), TOOLS.resolveName("other"));
    assertEquals(Optional.empty(), TOOLS.resolveName("not a name!"));
  }

  @Test
  void aParameterIsConvertedToTheTypeOfItsSchema() {
    assertEquals("7", TOOLS.coerce("search", "query", "7"));
    assertEquals(7, TOOLS.coerce("search", "limit", "7"));
    assertEquals("7", TOOLS.coerce("read_file", "path", "7"));
    assertEquals("many", TOOLS.coerce("search", "limit", "many"));
  }
}
