import { and, eq } from "drizzle-orm";
import { loans, ratings, tools, users, type InsertTool, type Tool, type User } from "@shared/schema";
import { db } from "./db";

export interface IStorage {
  getUser(id: string): Promise<User | undefined>;
  upsertUser(user: Partial<User> & { id: string }): Promise<User>;
  getTools(): Promise<Tool[]>;
}

export class DatabaseStorage implements IStorage {
  async getUser(id: string): Promise<User | undefined> {
    const [user] = await db.select().from(users).where(eq(users.id, id));
    return user;
  }

  async upsertUser(user: Partial<User> & { id: string }): Promise<User> {
    const [kept] = await db
      .insert(users)
      .values(user)
      .onConflictDoUpdate({ target: users.id, set: { ...user } })
      .returning();
    return kept;
  }

  async getTools(): Promise<Tool[]> {
    return db.select().from(tools);
  }

  async addTool(tool: InsertTool): Promise<Tool> {
    const [added] = await db.insert(tools).values(tool).returning();
    return added;
  }

  async removeTool(id: number): Promise<void> {
    await db.delete(tools).where(eq(tools.id, id));
  }

  async loansOf(userId: string) {
    return db.select().from(loans).innerJoin(tools, eq(loans.toolId, tools.id)).where(eq(loans.borrowerId, userId));
  }

  async reserve(toolId: number, borrowerId: string, dueOn: string) {
    return db.transaction(async (tx) => {
      await tx.update(tools).set({ available: false }).where(and(eq(tools.id, toolId), eq(tools.available, true)));
      const [loan] = await tx.insert(loans).values({ toolId, borrowerId, dueOn }).returning();
      return loan;
    });
  }

  async rate(toolId: number, userId: string, stars: number) {
    await db.insert(ratings).values({ toolId, userId, stars }).onConflictDoUpdate({
      target: [ratings.toolId, ratings.userId],
      set: { stars },
    });
  }
}

export const storage = new DatabaseStorage();
