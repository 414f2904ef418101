import { sql, relations } from "drizzle-orm";
import { boolean, date, index, integer, jsonb, pgEnum, pgTable, serial, text, timestamp, uniqueIndex, varchar } from "drizzle-orm/pg-core";
import { createInsertSchema } from "drizzle-zod";

export const loanState = pgEnum("loan_state", ["reserved", "out", "returned", "overdue"]);

// Sessions of the sign-in; connect-pg-simple writes them.
export const sessions = pgTable(
  "sessions",
  {
    sid: varchar("sid").primaryKey(),
    sess: jsonb("sess").notNull(),
    expire: timestamp("expire").notNull(),
  },
  (table) => [index("IDX_session_expire").on(table.expire)],
);

export const users = pgTable("users", {
  id: varchar("id").primaryKey().default(sql`gen_random_uuid()`),
  email: varchar("email", { length: 200 }).unique(),
  firstName: varchar("first_name"),
  lastName: varchar("last_name"),
  role: text("role", { enum: ["neighbour", "keeper"] }).notNull().default("neighbour"),
  createdAt: timestamp("created_at").defaultNow(),
});

export const tools = pgTable("tools", {
  id: serial("id").primaryKey(),
  ownerId: varchar("owner_id").notNull().references(() => users.id, { onDelete: "cascade" }),
  name: varchar("name", { length: 120 }).notNull(),
  shelf: integer("shelf"),
  available: boolean("available").notNull().default(true),
});

export const loans = pgTable("loans", {
  id: serial("id").primaryKey(),
  toolId: integer("tool_id").notNull().references(() => tools.id),
  borrowerId: varchar("borrower_id").notNull().references(() => users.id),
  state: loanState("state").notNull().default("reserved"),
  dueOn: date("due_on").notNull(),
  createdAt: timestamp("created_at").defaultNow(),
});

export const ratings = pgTable(
  "ratings",
  {
    id: serial("id").primaryKey(),
    toolId: integer("tool_id").notNull().references(() => tools.id),
    userId: varchar("user_id").notNull().references(() => users.id),
    stars: integer("stars").notNull(),
  },
  (t) => [uniqueIndex("one_rating_each").on(t.toolId, t.userId)],
);

export const toolsRelations = relations(tools, ({ one, many }) => ({
  owner: one(users, { fields: [tools.ownerId], references: [users.id] }),
  loans: many(loans),
}));

export const insertToolSchema = createInsertSchema(tools).omit({ id: true });
export type User = typeof users.$inferSelect;
export type Tool = typeof tools.$inferSelect;
export type InsertTool = typeof tools.$inferInsert;
