package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LocalTimestampTest {
  private final TimeZone original = TimeZone.getDefault();

  @BeforeEach
  void useFixedZone() {
    TimeZone.setDefault(TimeZone.getTimeZone("GMT+02:00"));
  }

  @AfterEach
  void restoreZone() {
    TimeZone.setDefault(original);
  }

  @Test
  void instantIsShownInTheLocalTimeZone() {
    assertEquals("2026-11-23 01:30", LocalTimestamp.format("2026-11-22T23:30:59.123Z"));
  }

  @Test
  void otherTextIsReturnedUnchanged() {
    assertEquals("yesterday", LocalTimestamp.format("yesterday"));
  }
}
