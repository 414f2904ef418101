// Runs the jobs of the table cron.job at their times, as the owner of the database. Any number of servers may be up:
// one leads (it holds an advisory lock), and the database records a job's due time once.
import { Cron } from "croner";
import postgres from "postgres";
import { Alarm } from "./alarm.mjs";

/** Advisory locks are per database; the number only has to differ from the app's own. */
const LEADER_LOCK = 4_683_117_922;
const LONGEST_WAIT_MS = 60_000;
const RETRY_MS = 1_000;
const CLEANUP_EVERY_MS = 3_600_000;

/**
 * When a schedule of pg_cron is next due after `after`, in UTC. Accepts five fields, `$` for a month's last day,
 * names such as `@daily`, and `30 seconds`.
 *
 * @throws {Error} saying what is wrong with the schedule
 */
export function nextRun(schedule, after) {
  const [, seconds] = /^\s*(\d+)\s+seconds?\s*$/i.exec(schedule) ?? [];
  if (seconds) {
    if (seconds < 1 || seconds > 59) throw new Error(`"${schedule}": seconds must be 1 to 59`);
    const periodMs = seconds * 1000;
    return new Date((Math.floor(after.getTime() / periodMs) + 1) * periodMs);
  }
  const pattern = schedule.trim().replaceAll("$", "L");
  if (!pattern.startsWith("@") && pattern.split(/\s+/).length !== 5) throw new Error(`"${schedule}" must have five fields`);
  return new Cron(pattern, { timezone: "UTC" }).nextRun(after);
}

export class CronWorker {
  #stopped = false;
  #leader = null;
  #alarm = new Alarm();
  /** jobid → {schedule, dueAt}: what is planned */
  #plan = new Map();
  #running = new Map();

  constructor({ config, log }) {
    this.databaseUrl = config.databaseUrl;
    this.log = log;
  }

  start() {
    this.#lead();
  }

  /** Lets go of the lead at once, then waits for the jobs that are running. */
  async stop() {
    this.#stopped = true;
    this.#alarm.ring();
    await this.#leader?.end({ timeout: 1 }).catch(() => {});
    await Promise.allSettled(this.#running.values());
  }

  /** Waits for the lead, leads until the connection that holds the lock is lost, and starts over. */
  async #lead() {
    while (!this.#stopped) {
      let lost;
      const ended = new Promise((resolve) => (lost = resolve));
      const leader = this.#connect({
        idle_timeout: null,
        max_lifetime: null,
        onclose: () => lost(),
        onnotify: () => this.#alarm.ring(),
      });
      this.#leader = leader;
      try {
        await leader`select pg_advisory_lock(${LEADER_LOCK})`;
        await leader`update cron.job_run_details set status = 'failed', end_time = now(), return_message = 'server stopped'
          where status = 'running'`;
        await leader`listen homeport_cron`;
        await this.#leadUntil(ended, leader);
      } catch (error) {
        if (!this.#stopped) this.log.warn("cron lost its database", { error: error.message });
      }
      await leader.end({ timeout: 1 }).catch(() => {});
      if (!this.#stopped) await this.#alarm.wait(RETRY_MS);
    }
  }

  async #leadUntil(ended, leader) {
    let leading = true;
    ended.then(() => {
      leading = false;
      this.#alarm.ring();
    });
    this.#plan.clear();
    let cleanupAt = Date.now();
    while (leading && !this.#stopped) {
      const nextDueAt = await this.#runDue(leader);
      if (Date.now() >= cleanupAt) {
        await cleanUp(leader);
        cleanupAt = Date.now() + CLEANUP_EVERY_MS;
      }
      const waitMs = Math.min(LONGEST_WAIT_MS, Math.max(0, nextDueAt - Date.now()));
      await this.#alarm.wait(waitMs);
    }
  }

  /** Starts what is due and plans the rest. @returns when the next job is due, in ms since 1970 */
  async #runDue(leader) {
    const jobs = await leader`select jobid, schedule, command, jobname from cron.job where active order by jobid`;
    const now = Date.now();
    const plan = new Map();
    for (const job of jobs) {
      let planned = this.#plan.get(job.jobid);
      if (planned?.schedule !== job.schedule) planned = { schedule: job.schedule, dueAt: this.#next(job, now) };
      if (planned.dueAt <= now) {
        this.#start(job, new Date(planned.dueAt));
        planned = { schedule: job.schedule, dueAt: this.#next(job, now) };
      }
      plan.set(job.jobid, planned);
    }
    this.#plan = plan;
    return Math.min(...[...plan.values()].map(({ dueAt }) => dueAt));
  }

  #next(job, after) {
    try {
      return nextRun(job.schedule, new Date(after))?.getTime() ?? Infinity;
    } catch (error) {
      this.log.warn("cron job has a schedule that cannot be read", { job: job.jobname ?? job.jobid, error: error.message });
      return Infinity;
    }
  }

  /** As in pg_cron a job never runs beside itself: a run that is due meanwhile is left out. */
  #start(job, dueAt) {
    if (this.#running.has(job.jobid)) return;
    const run = this.#run(job, dueAt)
      .catch((error) => this.log.error("cron job could not be run", { job: job.jobname ?? job.jobid, error: error.message }))
      .finally(() => this.#running.delete(job.jobid));
    this.#running.set(job.jobid, run);
  }

  /** Each run has a connection of its own, so that nothing a command sets reaches another. */
  async #run({ jobid, command }, dueAt) {
    const database = this.#connect();
    try {
      const [run] = await database`
        insert into cron.job_run_details (jobid, job_pid, database, username, command, status, start_time, scheduled_for)
        values (${jobid}, pg_backend_pid(), current_database(), current_user, ${command}, 'running', clock_timestamp(), ${dueAt})
        on conflict do nothing returning runid`;
      if (!run) return;
      const outcome = await this.#execute(command);
      await database`update cron.job_run_details
        set status = ${outcome.status}, return_message = ${outcome.message}, end_time = clock_timestamp()
        where runid = ${run.runid}`;
    } finally {
      await database.end({ timeout: 1 });
    }
  }

  async #execute(command) {
    const session = this.#connect();
    try {
      const results = await session.unsafe(command);
      const last = Array.isArray(results[0]) ? results.at(-1) : results;
      return { status: "succeeded", message: `${last.command ?? "OK"} ${last.count ?? ""}`.trim() };
    } catch (error) {
      return { status: "failed", message: `ERROR: ${error.message}` };
    } finally {
      await session.end({ timeout: 1 });
    }
  }

  #connect(options = {}) {
    return postgres(this.databaseUrl, {
      max: 1,
      onnotice: () => {},
      connection: { application_name: "homeport-cron" },
      ...options,
    });
  }
}

/** As the extensions do: answers are kept 6 hours, the history of runs a week, broadcasts 3 days. */
async function cleanUp(sql) {
  await sql`delete from net._http_response where created < now() - interval '6 hours'`;
  await sql`delete from cron.job_run_details where end_time < now() - interval '7 days'`;
  await sql`delete from realtime.messages where inserted_at < now() - interval '3 days'`;
}
