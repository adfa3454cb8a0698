package dev.loom.contracts.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentReferencesTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "HOME", "/home/u", "DIR", "/data", "T", "~/t", "PRICE", "a$DIR", "EMPTY", " ", "K",
          "k\n");

  @ParameterizedTest
  @CsvSource({
    "~, /home/u",
    "~/x/loom.db, /home/u/x/loom.db",
    "'  ~/x ', /home/u/x",
    "${HOME}/x, /home/u/x",
    "$HOME/x, /home/u/x",
    "$DIR, /data",
    "${DIR}_2/x, /data_2/x",
    "$DIR/${DIR}, /data//data",
    "${T}/loom.db, /home/u/t/loom.db",
    "$PRICE/x, a$DIR/x",
    "/a$$DIR/$$$$, /a$DIR/$$",
    "/a$/b$1$-, /a$/b$1$-",
    "./~x, ./~x",
    "/a~/~b, /a~/~b",
    "http://${DIR}:1/v1, http:///data:1/v1",
    "'', ''",
    "relative/x.db, relative/x.db"
  })
  void pathsAreExpanded(String configured, String expanded) {
    assertEquals(expanded, EnvironmentReferences.expand(configured, ENVIRONMENT));
  }

  @ParameterizedTest
  @CsvSource({
    "${NOPE}/x, NOPE",
    "$NOPE/x, NOPE",
    "/x/${EMPTY}, EMPTY",
    "${HOME:-/x}/y, HOME:-/x",
    "${HOME/x, HOME/x",
    "${}/x, ${}",
    "~other/x, ~other",
    "~+, ~+"
  })
  void whatCannotBeReplacedIsNamed(String configured, String named) {
    var failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> EnvironmentReferences.expand(configured, ENVIRONMENT));
    assertTrue(failure.getMessage().contains(named), failure.getMessage());
  }

  @Test
  void anErrorShowsNothingButTheReference() {
    var failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> EnvironmentReferences.expand("http://u:secret@$DIR/$NOPE", ENVIRONMENT));
    assertFalse(failure.getMessage().contains("secret"), failure.getMessage());
    assertFalse(failure.getMessage().contains("/data"), failure.getMessage());
  }

  @Test
  void theHomeDirectoryOfTheUserIsTheFallback() {
    var home = System.getProperty("user.home");
    assertEquals(home + "/x", EnvironmentReferences.expand("~/x", Map.of()));
    assertEquals(home + "/x", EnvironmentReferences.expand("~/x", Map.of("HOME", "")));
  }

  @Test
  void aWholeValueCanBeAReference() {
    assertEquals("k", EnvironmentReferences.resolve(" ${K} ", ENVIRONMENT));
    assertEquals("k", EnvironmentReferences.resolve("$K", ENVIRONMENT));
    assertThrows(
        IllegalArgumentException.class,
        () -> EnvironmentReferences.resolve("${EMPTY}", ENVIRONMENT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sk-$abc{x}", "$abc", "sk-${K}", "${K}${K}", "$", "$1A", "$$K", ""})
  void anyOtherKeyIsLiteral(String key) {
    assertEquals(Optional.empty(), EnvironmentReferences.variableIn(key));
    assertEquals(key, EnvironmentReferences.resolve(key + "\r\n", ENVIRONMENT));
  }
}
