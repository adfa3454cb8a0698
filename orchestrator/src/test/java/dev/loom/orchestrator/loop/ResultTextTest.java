package dev.loom.orchestrator.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.tool.ContentBlock;
import dev.loom.api.tool.ToolResult;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultTextTest {
  @Test
  void outputAloneIsUnchanged() {
    assertEquals("", ResultText.of(ToolResult.ok("")));
    assertEquals("a\nb\n", ResultText.of(ToolResult.ok("a\nb\n").withData(Map.of("n", 1))));
  }

  @Test
  void theErrorComesBeforeTheOutput() {
    assertEquals("no", ResultText.of(ToolResult.fail("no")));
    assertEquals("no\nlog", ResultText.of(ToolResult.fail("no").withOutput("log")));
  }

  @Test
  void eachContentBlockIsNamed() {
    var result =
        ToolResult.ok("out")
            .withContent(
                List.of(
                    new ContentBlock.Text("more"),
                    new ContentBlock.Image("AAAAAAAA", "image/png"),
                    new ContentBlock.ResourceLink("file:///a", "a", "")));
    assertEquals(
        "out\nmore\n[Image: image/png, 6 bytes]\n[Resource: a, file:///a]", ResultText.of(result));
  }
}
