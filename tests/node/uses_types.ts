// Compiled, never run: supabase-js accepts our Database, and refuses what the database would.
import { createClient } from "@supabase/supabase-js"

import { Constants, type Database, type Enums, type Tables, type TablesInsert, type TablesUpdate } from "./database"

const client = createClient<Database>("http://localhost", "key")

export async function reads(): Promise<Tables<"videos">[]> {
  const { data } = await client.from("videos").select("*").eq("status", "completed")
  return data ?? []
}

export async function embeds(): Promise<{ title: string; name: string; ends: number[] }[]> {
  const { data } = await client.from("videos").select("title, creators (name), video_chunks (end_seconds)")
  return (data ?? []).map((video) => ({
    title: video.title,
    name: video.creators.name, // one: a video has one creator
    ends: video.video_chunks.map((chunk) => chunk.end_seconds),
  }))
}

export async function searches(vector: string): Promise<number> {
  const { data } = await client.rpc("search_video_chunks", { query_embedding: vector, match_count: 3 })
  return (data ?? []).reduce((best, row) => Math.max(best, row.similarity), 0)
}

export async function counts(): Promise<number | null> {
  const { data } = await client.from("vector_index_stats").select("total_chunks").single()
  return data?.total_chunks ?? null
}

export const course: TablesInsert<"courses"> = { creator_id: "1", title: "Light" }
export const change: TablesUpdate<"students"> = { preferences: { captions: true } }
export const status: Enums<"video_status"> = Constants.public.Enums.video_status[0]

// @ts-expect-error a course has a title
export const untitled: TablesInsert<"courses"> = { creator_id: "1" }
// @ts-expect-error a status is one of seven
export const wrong: Enums<"video_status"> = "done"
// @ts-expect-error a title is never null
export const nothing: TablesUpdate<"videos"> = { title: null }
// @ts-expect-error there is no such table
export const nowhere = client.from("secrets")
// @ts-expect-error search needs a vector
export const blind = client.rpc("search_video_chunks", { match_count: 3 })
