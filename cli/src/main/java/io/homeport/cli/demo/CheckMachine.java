package io.homeport.cli.demo;

import io.homeport.cli.CommandFailed;
import io.homeport.local.doctor.Doctor;
import io.homeport.local.doctor.DoctorReport;
import java.util.Map;

/** Looks whether the machine has what is needed, before anything starts. */
final class CheckMachine implements Step {
  @Override
  public String name() {
    return "doctor";
  }

  @Override
  public Map<String, Object> run(Story story) {
    boolean running = story.stack().status().running();
    DoctorReport report =
        new DoctorReport(new Doctor(System.getenv(), story.stack().state(), running).examine());
    if (!report.isHealthy()) {
      throw CommandFailed.failed("This machine lacks something: " + report.missing(), null);
    }
    return Map.of("checks", report.checks().size());
  }
}
