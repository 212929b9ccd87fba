// Schema public of Chronos's database, for supabase-js: createClient<Database>(…).
// Written by `chronos db types typescript`; change a migration, not this file.

export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]

export type Database = {
  public: {
    Tables: {
      /** What was asked and what was answered. */
      chat_messages: {
        Row: {
          id: string
          session_id: string
          role: Database["public"]["Enums"]["message_role"]
          content: string
          /** The citations: [{video_id, title, start_seconds, end_seconds, play_seconds, text}] in the order in which the answer uses them. */
          video_references: NonNullable<Json>
          /** What worded the answer: extractive quotes, others generate. */
          model: string | null
          /** Tokens that the model read; null: no model generated it. */
          input_tokens: number | null
          /** Tokens that the model wrote; null: no model generated it. */
          output_tokens: number | null
          /** What the model's provider charges for this answer. */
          cost_usd: number | null
          /** From question to whole answer, in milliseconds. */
          response_ms: number | null
          metadata: NonNullable<Json>
          created_at: string
        }
        Insert: {
          id?: string
          session_id: string
          role: Database["public"]["Enums"]["message_role"]
          content: string
          video_references?: NonNullable<Json>
          model?: string | null
          input_tokens?: number | null
          output_tokens?: number | null
          cost_usd?: number | null
          response_ms?: number | null
          metadata?: NonNullable<Json>
          created_at?: string
        }
        Update: {
          id?: string
          session_id?: string
          role?: Database["public"]["Enums"]["message_role"]
          content?: string
          video_references?: NonNullable<Json>
          model?: string | null
          input_tokens?: number | null
          output_tokens?: number | null
          cost_usd?: number | null
          response_ms?: number | null
          metadata?: NonNullable<Json>
          created_at?: string
        }
        Relationships: [
          {
            foreignKeyName: "chat_messages_session_id_fkey"
            columns: ["session_id"]
            isOneToOne: false
            referencedRelation: "chat_sessions"
            referencedColumns: ["id"]
          },
        ]
      }
      /** A conversation of one student about one creator's videos. */
      chat_sessions: {
        Row: {
          id: string
          student_id: string
          creator_id: string
          title: string | null
          /** Only these videos are asked; null: all of them. */
          context_video_ids: string[] | null
          metadata: NonNullable<Json>
          created_at: string
          updated_at: string
          /** When something was last said; kept by a trigger. */
          last_message_at: string | null
        }
        Insert: {
          id?: string
          student_id: string
          creator_id: string
          title?: string | null
          context_video_ids?: string[] | null
          metadata?: NonNullable<Json>
          created_at?: string
          updated_at?: string
          last_message_at?: string | null
        }
        Update: {
          id?: string
          student_id?: string
          creator_id?: string
          title?: string | null
          context_video_ids?: string[] | null
          metadata?: NonNullable<Json>
          created_at?: string
          updated_at?: string
          last_message_at?: string | null
        }
        Relationships: [
          {
            foreignKeyName: "chat_sessions_student_id_creator_id_fkey"
            columns: ["student_id", "creator_id"]
            isOneToOne: false
            referencedRelation: "students"
            referencedColumns: ["id", "creator_id"]
          },
        ]
      }
      /** A part of a course. */
      course_modules: {
        Row: {
          id: string
          course_id: string
          title: string
          description: string | null
          /** The videos in their order; all of the course's creator. */
          video_ids: string[]
          /** Its place in the course; the smallest comes first. */
          display_order: number
          metadata: NonNullable<Json>
          created_at: string
          updated_at: string
        }
        Insert: {
          id?: string
          course_id: string
          title: string
          description?: string | null
          video_ids?: string[]
          display_order?: number
          metadata?: NonNullable<Json>
          created_at?: string
          updated_at?: string
        }
        Update: {
          id?: string
          course_id?: string
          title?: string
          description?: string | null
          video_ids?: string[]
          display_order?: number
          metadata?: NonNullable<Json>
          created_at?: string
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: "course_modules_course_id_fkey"
            columns: ["course_id"]
            isOneToOne: false
            referencedRelation: "courses"
            referencedColumns: ["id"]
          },
        ]
      }
      /** A creator's videos in an order worth following. */
      courses: {
        Row: {
          id: string
          creator_id: string
          title: string
          description: string | null
          /** Name of the object in bucket thumbnails: <creator_id>/…. */
          thumbnail_path: string | null
          /** Whether students see it. */
          is_published: boolean
          /** Its place among the creator's courses; the smallest comes first. */
          display_order: number
          /** When it was first published. */
          published_at: string | null
          metadata: NonNullable<Json>
          created_at: string
          updated_at: string
          /** When its creator removed it; from then on students do not see it. */
          deleted_at: string | null
        }
        Insert: {
          id?: string
          creator_id: string
          title: string
          description?: string | null
          thumbnail_path?: string | null
          is_published?: boolean
          display_order?: number
          published_at?: string | null
          metadata?: NonNullable<Json>
          created_at?: string
          updated_at?: string
          deleted_at?: string | null
        }
        Update: {
          id?: string
          creator_id?: string
          title?: string
          description?: string | null
          thumbnail_path?: string | null
          is_published?: boolean
          display_order?: number
          published_at?: string | null
          metadata?: NonNullable<Json>
          created_at?: string
          updated_at?: string
          deleted_at?: string | null
        }
        Relationships: [
          {
            foreignKeyName: "courses_creator_id_fkey"
            columns: ["creator_id"]
            isOneToOne: false
            referencedRelation: "creators"
            referencedColumns: ["id"]
          },
        ]
      }
      /** Who teaches: one row per tenant. Everything else belongs to one of them. */
      creators: {
        Row: {
          id: string
          /** The company in Whop whose members are the students. */
          whop_company_id: string | null
          /** The creator's own user in Whop. */
          whop_user_id: string | null
          email: string | null
          name: string
          /** What the creator pays for; only the service changes it. */
          subscription_tier: Database["public"]["Enums"]["subscription_tier"]
          /** The creator's own choices, an object. */
          settings: NonNullable<Json>
          /** False: the creator, its staff and its students see nothing. */
          is_active: boolean
          created_at: string
          updated_at: string
          last_login_at: string | null
        }
        Insert: {
          id?: string
          whop_company_id?: string | null
          whop_user_id?: string | null
          email?: string | null
          name: string
          subscription_tier?: Database["public"]["Enums"]["subscription_tier"]
          settings?: NonNullable<Json>
          is_active?: boolean
          created_at?: string
          updated_at?: string
          last_login_at?: string | null
        }
        Update: {
          id?: string
          whop_company_id?: string | null
          whop_user_id?: string | null
          email?: string | null
          name?: string
          subscription_tier?: Database["public"]["Enums"]["subscription_tier"]
          settings?: NonNullable<Json>
          is_active?: boolean
          created_at?: string
          updated_at?: string
          last_login_at?: string | null
        }
        Relationships: []
      }
      /** Questions of a creator with the place where each is answered: what search and answers are measured by. */
      evaluation_cases: {
        Row: {
          id: string
          creator_id: string
          question: string
          /** The video in which it is answered; null: it is not covered. */
          video_id: string | null
          /** The second at which the answer is said. */
          at_seconds: number | null
          created_at: string
          updated_at: string
        }
        Insert: {
          id?: string
          creator_id: string
          question: string
          video_id?: string | null
          at_seconds?: number | null
          created_at?: string
          updated_at?: string
        }
        Update: {
          id?: string
          creator_id?: string
          question?: string
          video_id?: string | null
          at_seconds?: number | null
          created_at?: string
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: "evaluation_cases_creator_id_fkey"
            columns: ["creator_id"]
            isOneToOne: false
            referencedRelation: "creators"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "evaluation_cases_creator_id_video_id_fkey"
            columns: ["creator_id", "video_id"]
            isOneToOne: false
            referencedRelation: "videos"
            referencedColumns: ["creator_id", "id"]
          },
        ]
      }
      /** Who learns from one creator; one person may be a student of many. */
      students: {
        Row: {
          id: string
          creator_id: string
          /** The student's user in Whop; one per creator. */
          whop_user_id: string | null
          /** The membership in Whop by which the student may learn here. */
          whop_membership_id: string | null
          email: string | null
          name: string
          /** The student's own choices, an object. */
          preferences: NonNullable<Json>
          /** False: the membership has ended and the student sees nothing. */
          is_active: boolean
          created_at: string
          updated_at: string
          last_login_at: string | null
        }
        Insert: {
          id?: string
          creator_id: string
          whop_user_id?: string | null
          whop_membership_id?: string | null
          email?: string | null
          name: string
          preferences?: NonNullable<Json>
          is_active?: boolean
          created_at?: string
          updated_at?: string
          last_login_at?: string | null
        }
        Update: {
          id?: string
          creator_id?: string
          whop_user_id?: string | null
          whop_membership_id?: string | null
          email?: string | null
          name?: string
          preferences?: NonNullable<Json>
          is_active?: boolean
          created_at?: string
          updated_at?: string
          last_login_at?: string | null
        }
        Relationships: [
          {
            foreignKeyName: "students_creator_id_fkey"
            columns: ["creator_id"]
            isOneToOne: false
            referencedRelation: "creators"
            referencedColumns: ["id"]
          },
        ]
      }
      /** What a creator used, one row a day; written by the service only. */
      usage_metrics: {
        Row: {
          id: string
          creator_id: string
          date: string
          /** Bytes of all stored files at the end of the day (UTC). */
          storage_used_bytes: number
          /** Videos added on this day. */
          videos_uploaded: number
          /** How long these videos play. */
          video_seconds: number
          /** Seconds of sound that were transcribed on this day. */
          transcription_seconds: number
          /** What answers and transcription cost, in credits. */
          ai_credits_used: number
          /** Questions of all students. */
          chat_messages_sent: number
          /** Students who did anything on this day, each counted once. */
          active_students: number
          created_at: string
          updated_at: string
        }
        Insert: {
          id?: string
          creator_id: string
          date: string
          storage_used_bytes?: number
          videos_uploaded?: number
          video_seconds?: number
          transcription_seconds?: number
          ai_credits_used?: number
          chat_messages_sent?: number
          active_students?: number
          created_at?: string
          updated_at?: string
        }
        Update: {
          id?: string
          creator_id?: string
          date?: string
          storage_used_bytes?: number
          videos_uploaded?: number
          video_seconds?: number
          transcription_seconds?: number
          ai_credits_used?: number
          chat_messages_sent?: number
          active_students?: number
          created_at?: string
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: "usage_metrics_creator_id_fkey"
            columns: ["creator_id"]
            isOneToOne: false
            referencedRelation: "creators"
            referencedColumns: ["id"]
          },
        ]
      }
      /** How a video was watched, one row a day; written by the service only. */
      video_analytics: {
        Row: {
          id: string
          video_id: string
          date: string
          /** Watch sessions that began on this day (UTC). */
          views: number
          /** Students among them, each counted once. */
          unique_viewers: number
          /** Time that was watched, all viewers together. */
          watch_seconds: number
          /** Share of the video that its viewers watched, 0 to 1. */
          completion_rate: number
          /** Questions whose answer cited this video. */
          ai_interactions: number
          created_at: string
          updated_at: string
        }
        Insert: {
          id?: string
          video_id: string
          date: string
          views?: number
          unique_viewers?: number
          watch_seconds?: number
          completion_rate?: number
          ai_interactions?: number
          created_at?: string
          updated_at?: string
        }
        Update: {
          id?: string
          video_id?: string
          date?: string
          views?: number
          unique_viewers?: number
          watch_seconds?: number
          completion_rate?: number
          ai_interactions?: number
          created_at?: string
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: "video_analytics_video_id_fkey"
            columns: ["video_id"]
            isOneToOne: false
            referencedRelation: "videos"
            referencedColumns: ["id"]
          },
        ]
      }
      /** Passages of a transcript that are searched as one; written by the pipeline only. */
      video_chunks: {
        Row: {
          id: string
          video_id: string
          /** The creator of its video: the tenant, so that no policy has to look it up. */
          creator_id: string
          /** Its place in the video, from 0. */
          chunk_index: number
          chunk_text: string
          /** Unit vector of the text, padded with zeros to 1536; null until the embedding step is done. */
          embedding: string | null
          /** The vector in half precision, kept in the row: what the best candidates of a search are compared by. */
          embedding_half: unknown | null
          /** The signs of the vector after a rotation, kept in an index: what all of a creator's chunks are compared by. */
          embedding_bits: unknown | null
          /** What made the vector; vectors of two models are never compared. */
          embedding_model: string | null
          /** When its first word begins, from the start of the video. */
          start_seconds: number
          /** When its last word ends. */
          end_seconds: number
          /** When each word of chunk_text begins, in seconds. */
          word_starts: number[]
          /** Whether students may read it: the video is completed, published and not deleted. Kept by a trigger on videos, so that the policy is one comparison. */
          is_visible: boolean
          metadata: NonNullable<Json>
        }
        Insert: {
          id?: string
          video_id: string
          creator_id: string
          chunk_index: number
          chunk_text: string
          embedding?: string | null
          embedding_half?: never
          embedding_bits?: never
          embedding_model?: string | null
          start_seconds: number
          end_seconds: number
          word_starts: number[]
          is_visible?: boolean
          metadata?: NonNullable<Json>
        }
        Update: {
          id?: string
          video_id?: string
          creator_id?: string
          chunk_index?: number
          chunk_text?: string
          embedding?: string | null
          embedding_half?: never
          embedding_bits?: never
          embedding_model?: string | null
          start_seconds?: number
          end_seconds?: number
          word_starts?: number[]
          is_visible?: boolean
          metadata?: NonNullable<Json>
        }
        Relationships: [
          {
            foreignKeyName: "video_chunks_creator_id_video_id_fkey"
            columns: ["creator_id", "video_id"]
            isOneToOne: false
            referencedRelation: "videos"
            referencedColumns: ["creator_id", "id"]
          },
        ]
      }
      /** The library: one row per video, from upload to searchable. */
      videos: {
        Row: {
          id: string
          creator_id: string
          title: string
          description: string | null
          /** Where the video came from, if it was not uploaded. */
          url: string | null
          /** Name of the object in bucket videos: <creator_id>/<video_id>/…. */
          storage_path: string | null
          /** Name of the object in bucket thumbnails: <creator_id>/…. */
          thumbnail_path: string | null
          /** All that is said, as one text; the words with their times are behind it. */
          transcript: string | null
          /** Of the transcript, e.g. en; set before: what the creator says it is. */
          transcript_language: string | null
          /** pending → uploading (received, being checked) → transcribing → processing (chunks) → embedding → completed; failed from any of them, and from failed back to where it failed. */
          status: Database["public"]["Enums"]["video_status"]
          /** How much of the present step is done, 0 to 1. */
          progress: number
          /** Why the video failed, in words for its creator. */
          error_message: string | null
          /** How long it plays, measured in the file. */
          duration_seconds: number | null
          /** Of the file as it was received. */
          file_size_bytes: number | null
          /** Of the file as it was received; the same file is one video. */
          content_sha256: string | null
          /** Whether students see it once it is completed. */
          is_published: boolean
          /** An object: content_type (of the file), captions (object with captions of its own), and what the creator adds. */
          metadata: NonNullable<Json>
          /** When its transcription first began. */
          processing_started_at: string | null
          /** When it last became searchable. */
          processing_completed_at: string | null
          created_at: string
          updated_at: string
          /** When its creator removed it; from then on nobody finds or plays it. */
          deleted_at: string | null
        }
        Insert: {
          id?: string
          creator_id: string
          title: string
          description?: string | null
          url?: string | null
          storage_path?: string | null
          thumbnail_path?: string | null
          transcript?: string | null
          transcript_language?: string | null
          status?: Database["public"]["Enums"]["video_status"]
          progress?: number
          error_message?: string | null
          duration_seconds?: number | null
          file_size_bytes?: number | null
          content_sha256?: string | null
          is_published?: boolean
          metadata?: NonNullable<Json>
          processing_started_at?: string | null
          processing_completed_at?: string | null
          created_at?: string
          updated_at?: string
          deleted_at?: string | null
        }
        Update: {
          id?: string
          creator_id?: string
          title?: string
          description?: string | null
          url?: string | null
          storage_path?: string | null
          thumbnail_path?: string | null
          transcript?: string | null
          transcript_language?: string | null
          status?: Database["public"]["Enums"]["video_status"]
          progress?: number
          error_message?: string | null
          duration_seconds?: number | null
          file_size_bytes?: number | null
          content_sha256?: string | null
          is_published?: boolean
          metadata?: NonNullable<Json>
          processing_started_at?: string | null
          processing_completed_at?: string | null
          created_at?: string
          updated_at?: string
          deleted_at?: string | null
        }
        Relationships: [
          {
            foreignKeyName: "videos_creator_id_fkey"
            columns: ["creator_id"]
            isOneToOne: false
            referencedRelation: "creators"
            referencedColumns: ["id"]
          },
        ]
      }
    }
    Views: {
      /** How many of the chunks that the caller may read have a vector, by model; for the service also the state of the vector index: its method, the embedded chunks when it was built and now, and whether a rebuild is due. */
      vector_index_stats: {
        Row: {
          total_chunks: number | null
          chunks_with_embeddings: number | null
          embedding_coverage_percent: number | null
          chunks_by_model: Json | null
          index_method: string | null
          rows_at_build: number | null
          rows_now: number | null
          rebuild_due: boolean | null
          built_at: string | null
        }
        Relationships: []
      }
    }
    Functions: {
      /** The chunks nearest to a question's vector among those that the caller may read. */
      search_video_chunks: {
        Args: {
          query_embedding: string
          match_count?: number
          similarity_threshold?: number
          filter_video_ids?: string[]
        }
        Returns: {
          chunk_id: string
          video_id: string
          chunk_text: string
          start_seconds: number
          end_seconds: number
          similarity: number
        }[]
      }
    }
    Enums: {
      /** Who speaks in a conversation. */
      message_role: "user" | "assistant" | "system"
      /** What a creator pays for. */
      subscription_tier: "basic" | "pro" | "enterprise"
      /** Where a video is on its way from upload to searchable. */
      video_status: "pending" | "uploading" | "transcribing" | "processing" | "embedding" | "completed" | "failed"
    }
    CompositeTypes: {
      [_ in never]: never
    }
  }
}

type Public = Database["public"]
type Readable = Public["Tables"] & Public["Views"]

/** A row as it is read: Tables<"videos">. */
export type Tables<Name extends keyof Readable> = Readable[Name]["Row"]

/** A row to insert; what has a default may be left out. */
export type TablesInsert<Name extends keyof Public["Tables"]> = Public["Tables"][Name]["Insert"]

/** A change to a row; everything may be left out. */
export type TablesUpdate<Name extends keyof Public["Tables"]> = Public["Tables"][Name]["Update"]

/** The labels of an enum: Enums<"video_status">. */
export type Enums<Name extends keyof Public["Enums"]> = Public["Enums"][Name]

/** A composite type. */
export type CompositeTypes<Name extends keyof Public["CompositeTypes"]> = Public["CompositeTypes"][Name]

export const Constants = {
  public: {
    Enums: {
      message_role: ["user", "assistant", "system"],
      subscription_tier: ["basic", "pro", "enterprise"],
      video_status: ["pending", "uploading", "transcribing", "processing", "embedding", "completed", "failed"],
    },
  },
} as const
