package io.homeport.cli.demo;

import io.homeport.cli.CommandFailed;
import io.homeport.local.PartFailed;
import io.homeport.local.stack.Extent;
import io.homeport.local.stack.PartState;
import io.homeport.local.stack.PartStatus;
import io.homeport.local.stack.StackProgress;
import io.homeport.local.stack.StackStatus;
import io.homeport.local.stack.StillStarting;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Starts everything, or finds it running. */
final class StartStack implements Step {

  private final StillStarting still;

  /**
   * @param still tells what is waited for
   */
  StartStack(StillStarting still) {
    this.still = still;
  }

  /** Tells when a part is ready. */
  private record Telling(Story story, StillStarting still) implements StackProgress {
    @Override
    public void starting(List<String> names, Duration sinceStart) {
      still.tell(names, sinceStart);
    }

    @Override
    public void part(PartStatus status, Duration sinceStart) {
      if (status.state() == PartState.READY || status.state() == PartState.RESTARTING) {
        still.clear();
        story.tell("%s is %s".formatted(status.name(), status.state().text()));
      }
    }

    @Override
    public void note(String text) {
      still.clear();
      story.tell(text);
    }
  }

  @Override
  public String name() {
    return "up";
  }

  @Override
  public Map<String, Object> run(Story story) {
    try {
      StackStatus status = story.stack().up(Extent.ALL, new Telling(story, still));
      status.urls().forEach(story::url);
      Map<String, Object> detail = new LinkedHashMap<>();
      detail.put(
          "ready", status.parts().stream().filter(part -> part.state() == PartState.READY).count());
      detail.put("memoryMb", status.memoryBytes() >> 20);
      return detail;
    } catch (PartFailed e) {
      still.clear();
      List<String> lines = String.valueOf(e.getMessage()).lines().toList();
      lines.forEach(story::tell);
      throw CommandFailed.failed(
          lines.getFirst(),
          "Look into %s.".formatted(story.stack().state().path().resolve("logs")));
    }
  }
}
