// Schema public of Chronos's database, for supabase-js: createClient<Database>(…).
// Written by `chronos db types typescript`; change a migration, not this file.

export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]

export type Database = {
  public: {
    Tables: {
      /** Questions and answers. */
      chat_messages: {
        Row: {
          id: string
          session_id: string
          /** The message that it follows; null: it begins the conversation. Messages with one parent are branches. */
          parent_id: string | null
          role: Database["public"]["Enums"]["message_role"]
          content: string
          /** The citations in the order of the answer: [{video_id, chunk_id, title, start_seconds, end_seconds, play_seconds, quote}]. */
          video_references: NonNullable<Json>
          /** Videos whose words may be in the answer without a citation, lent by earlier answers or read by the model: it is read as long as they may be played. */
          carried_video_ids: string[]
          /** The model that worded the answer; extractive: it consists of quotes. */
          model: string | null
          /** Tokens that models read for the answer; null: none is known. */
          input_tokens: number | null
          /** Tokens that models wrote for the answer; null: none is known. */
          output_tokens: number | null
          /** Price of the answer at the model's provider. */
          cost_usd: number | null
          /** Milliseconds from the question to the complete answer. */
          response_ms: number | null
          metadata: NonNullable<Json>
          created_at: string
        }
        Insert: {
          id?: string
          session_id: string
          parent_id?: string | null
          role: Database["public"]["Enums"]["message_role"]
          content: string
          video_references?: NonNullable<Json>
          carried_video_ids?: string[]
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
          parent_id?: string | null
          role?: Database["public"]["Enums"]["message_role"]
          content?: string
          video_references?: NonNullable<Json>
          carried_video_ids?: string[]
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
            foreignKeyName: "chat_messages_parent_id_session_id_fkey"
            columns: ["parent_id", "session_id"]
            isOneToOne: false
            referencedRelation: "chat_messages"
            referencedColumns: ["id", "session_id"]
          },
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
          /** The videos to answer from; null: all. */
          context_video_ids: string[] | null
          /** The course to answer from; null: any video. */
          context_course_id: string | null
          /** The second of the one video that the conversation is about: what is said near it comes first. */
          context_at_seconds: number | null
          metadata: NonNullable<Json>
          created_at: string
          updated_at: string
          /** Time of the last message; set by a trigger. */
          last_message_at: string | null
        }
        Insert: {
          id?: string
          student_id: string
          creator_id: string
          title?: string | null
          context_video_ids?: string[] | null
          context_course_id?: string | null
          context_at_seconds?: number | null
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
          context_course_id?: string | null
          context_at_seconds?: number | null
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
      /** The courses that a student sees; a student without any, whose sees_all_courses is true, sees them all. */
      course_enrolments: {
        Row: {
          course_id: string
          student_id: string
          /** The creator of both. */
          creator_id: string
          /** When the student joined the course. */
          created_at: string
          /** Whether a membership in Whop gave it, and takes it away again; false: the creator. */
          is_by_membership: boolean
        }
        Insert: {
          course_id: string
          student_id: string
          creator_id: string
          created_at?: string
          is_by_membership?: boolean
        }
        Update: {
          course_id?: string
          student_id?: string
          creator_id?: string
          created_at?: string
          is_by_membership?: boolean
        }
        Relationships: [
          {
            foreignKeyName: "course_enrolments_course_id_creator_id_fkey"
            columns: ["course_id", "creator_id"]
            isOneToOne: false
            referencedRelation: "courses"
            referencedColumns: ["id", "creator_id"]
          },
          {
            foreignKeyName: "course_enrolments_student_id_creator_id_fkey"
            columns: ["student_id", "creator_id"]
            isOneToOne: false
            referencedRelation: "students"
            referencedColumns: ["id", "creator_id"]
          },
        ]
      }
      /** A part of a course: lessons in order. It is open to a student once all its conditions hold. */
      course_modules: {
        Row: {
          id: string
          course_id: string
          title: string
          description: string | null
          /** The lessons in order: videos of the course's creator, each once; a removed video leaves it. */
          video_ids: string[]
          /** Position in the course, ascending. */
          display_order: number
          /** It opens so many days after the student joined the course; null: no such condition. */
          opens_after_days: number | null
          /** It opens at this time; null: no such condition. */
          opens_at: string | null
          /** It opens once the student has completed this module of the same course; null: no such condition. */
          requires_module_id: string | null
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
          opens_after_days?: number | null
          opens_at?: string | null
          requires_module_id?: string | null
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
          opens_after_days?: number | null
          opens_at?: string | null
          requires_module_id?: string | null
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
          {
            foreignKeyName: "course_modules_requires_module_id_fkey"
            columns: ["requires_module_id"]
            isOneToOne: false
            referencedRelation: "course_modules"
            referencedColumns: ["id"]
          },
        ]
      }
      /** Videos of a creator in a recommended order. */
      courses: {
        Row: {
          id: string
          creator_id: string
          title: string
          description: string | null
          /** Name of the object in bucket thumbnails: <creator_id>/…. */
          thumbnail_path: string | null
          /** Whether students see the course. */
          is_published: boolean
          /** Position among the creator's courses, ascending. */
          display_order: number
          /** When the course was first published. */
          published_at: string | null
          /** Grows with every change of the course or of its modules: who changes the order says which one was read. */
          version: number
          metadata: NonNullable<Json>
          created_at: string
          updated_at: string
          /** When the creator removed the course; students no longer see it. */
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
          version?: number
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
          version?: number
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
      /** Teachers: one row per tenant, to which all other rows belong. */
      creators: {
        Row: {
          id: string
          /** The company in Whop whose members are the students. */
          whop_company_id: string | null
          /** The creator's own user in Whop. */
          whop_user_id: string | null
          email: string | null
          name: string
          /** The creator's plan; only the service changes it. */
          subscription_tier: Database["public"]["Enums"]["subscription_tier"]
          /** The creator's preferences, an object. */
          settings: NonNullable<Json>
          /** The logo of the school: an object in bucket thumbnails, in the creator's own folder; null without one. */
          logo_path: string | null
          /** The colour that the school chose, #rrggbb; pages show it as far as its contrast needs. Null: that of Chronos. */
          accent: string | null
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
          logo_path?: string | null
          accent?: string | null
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
          logo_path?: string | null
          accent?: string | null
          is_active?: boolean
          created_at?: string
          updated_at?: string
          last_login_at?: string | null
        }
        Relationships: []
      }
      /** The sites whose pages may frame the embeds of a creator; browsers enforce it (frame-ancestors). */
      embed_sites: {
        Row: {
          id: string
          creator_id: string
          /** An origin as browsers write it: https, host and port, without a path; http for localhost alone. */
          origin: string
          created_at: string
        }
        Insert: {
          id?: string
          creator_id: string
          origin: string
          created_at?: string
        }
        Update: {
          id?: string
          creator_id?: string
          origin?: string
          created_at?: string
        }
        Relationships: [
          {
            foreignKeyName: "embed_sites_creator_id_fkey"
            columns: ["creator_id"]
            isOneToOne: false
            referencedRelation: "creators"
            referencedColumns: ["id"]
          },
        ]
      }
      /** Videos and courses that other sites may show. A caller of an embed sees what its row names, without being a student; without the row it sees nothing. */
      embeds: {
        Row: {
          id: string
          creator_id: string
          /** The video; null for a course. */
          video_id: string | null
          /** The course: of it the modules that open to everyone at once; null for a video. */
          course_id: string | null
          /** True: everyone who has the address sees it. False: a token is needed, which the creator's own server gets. */
          is_public: boolean
          created_at: string
        }
        Insert: {
          id?: string
          creator_id: string
          video_id?: string | null
          course_id?: string | null
          is_public?: boolean
          created_at?: string
        }
        Update: {
          id?: string
          creator_id?: string
          video_id?: string | null
          course_id?: string | null
          is_public?: boolean
          created_at?: string
        }
        Relationships: [
          {
            foreignKeyName: "embeds_course_id_creator_id_fkey"
            columns: ["course_id", "creator_id"]
            isOneToOne: false
            referencedRelation: "courses"
            referencedColumns: ["id", "creator_id"]
          },
          {
            foreignKeyName: "embeds_video_id_creator_id_fkey"
            columns: ["video_id", "creator_id"]
            isOneToOne: false
            referencedRelation: "videos"
            referencedColumns: ["id", "creator_id"]
          },
        ]
      }
      /** Questions of a creator with the places of their answers, with which search and answers are measured. */
      evaluation_cases: {
        Row: {
          id: string
          creator_id: string
          question: string
          /** The video that answers the question; null: none does. */
          video_id: string | null
          /** When the answer is said, in seconds from the start of the video. */
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
      /** What a student thinks of an answer; its creator reads it, and it is an evaluation case when it names the place. */
      message_feedback: {
        Row: {
          /** The answer. */
          message_id: string
          student_id: string
          creator_id: string
          /** right; wrong; wrong_moment: the answer is said elsewhere, at the better moment. */
          verdict: string
          /** The video in which the answer is said; null beside a second: that video was removed. */
          better_video_id: string | null
          /** When the answer is said. */
          better_at_seconds: number | null
          created_at: string
          updated_at: string
        }
        Insert: {
          message_id: string
          student_id: string
          creator_id: string
          verdict: string
          better_video_id?: string | null
          better_at_seconds?: number | null
          created_at?: string
          updated_at?: string
        }
        Update: {
          message_id?: string
          student_id?: string
          creator_id?: string
          verdict?: string
          better_video_id?: string | null
          better_at_seconds?: number | null
          created_at?: string
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: "message_feedback_creator_id_better_video_id_fkey"
            columns: ["creator_id", "better_video_id"]
            isOneToOne: false
            referencedRelation: "videos"
            referencedColumns: ["creator_id", "id"]
          },
          {
            foreignKeyName: "message_feedback_message_id_fkey"
            columns: ["message_id"]
            isOneToOne: true
            referencedRelation: "chat_messages"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "message_feedback_student_id_creator_id_fkey"
            columns: ["student_id", "creator_id"]
            isOneToOne: false
            referencedRelation: "students"
            referencedColumns: ["id", "creator_id"]
          },
        ]
      }
      /** What a student wrote at a second of a video; without text it is a bookmark. No creator and no other student reads it. */
      notes: {
        Row: {
          id: string
          student_id: string
          /** The creator of both. */
          creator_id: string
          video_id: string
          /** The second of the video. */
          at_seconds: number
          /** The text; empty: a bookmark. */
          content: string
          /** The stems by which search finds the text, in English and in the language of the video; written with the text. */
          terms: string[]
          created_at: string
          updated_at: string
        }
        Insert: {
          id?: string
          student_id: string
          creator_id: string
          video_id: string
          at_seconds: number
          content?: string
          terms?: string[]
          created_at?: string
          updated_at?: string
        }
        Update: {
          id?: string
          student_id?: string
          creator_id?: string
          video_id?: string
          at_seconds?: number
          content?: string
          terms?: string[]
          created_at?: string
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: "notes_creator_id_video_id_fkey"
            columns: ["creator_id", "video_id"]
            isOneToOne: false
            referencedRelation: "videos"
            referencedColumns: ["creator_id", "id"]
          },
          {
            foreignKeyName: "notes_student_id_creator_id_fkey"
            columns: ["student_id", "creator_id"]
            isOneToOne: false
            referencedRelation: "students"
            referencedColumns: ["id", "creator_id"]
          },
        ]
      }
      /** Answers that a student saved, as they were: they stay when the conversation is deleted. No creator reads them. */
      saved_answers: {
        Row: {
          id: string
          student_id: string
          creator_id: string
          /** The answer in its conversation; null: that was deleted. */
          message_id: string | null
          /** The question that it answers. */
          question: string
          /** The text of the answer. */
          content: string
          /** The citations of the answer. */
          video_references: NonNullable<Json>
          /** The videos whose words the answer was lent. */
          carried_video_ids: string[]
          created_at: string
        }
        Insert: {
          id?: string
          student_id: string
          creator_id: string
          message_id?: string | null
          question: string
          content: string
          video_references: NonNullable<Json>
          carried_video_ids?: string[]
          created_at?: string
        }
        Update: {
          id?: string
          student_id?: string
          creator_id?: string
          message_id?: string | null
          question?: string
          content?: string
          video_references?: NonNullable<Json>
          carried_video_ids?: string[]
          created_at?: string
        }
        Relationships: [
          {
            foreignKeyName: "saved_answers_message_id_fkey"
            columns: ["message_id"]
            isOneToOne: false
            referencedRelation: "chat_messages"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "saved_answers_student_id_creator_id_fkey"
            columns: ["student_id", "creator_id"]
            isOneToOne: false
            referencedRelation: "students"
            referencedColumns: ["id", "creator_id"]
          },
        ]
      }
      /** Answers that a student shared by a link, one link each: without the row, or without its answer, the link is dead. */
      shared_answers: {
        Row: {
          /** The answer. */
          message_id: string
          student_id: string
          creator_id: string
          /** SHA-256 of the token in the link. */
          token_hash: string
          created_at: string
        }
        Insert: {
          message_id: string
          student_id: string
          creator_id: string
          token_hash: string
          created_at?: string
        }
        Update: {
          message_id?: string
          student_id?: string
          creator_id?: string
          token_hash?: string
          created_at?: string
        }
        Relationships: [
          {
            foreignKeyName: "shared_answers_message_id_fkey"
            columns: ["message_id"]
            isOneToOne: true
            referencedRelation: "chat_messages"
            referencedColumns: ["id"]
          },
          {
            foreignKeyName: "shared_answers_student_id_creator_id_fkey"
            columns: ["student_id", "creator_id"]
            isOneToOne: false
            referencedRelation: "students"
            referencedColumns: ["id", "creator_id"]
          },
        ]
      }
      /** Who acts for a creator: one row per person and creator. The first row, an owner, is the creator in person: it has the creator's id. A person who left keeps the row, so that a token of theirs stays refused. */
      staff: {
        Row: {
          id: string
          creator_id: string
          /** The person's user in Whop; one per creator. */
          whop_user_id: string | null
          email: string | null
          name: string
          /** What the person may do. */
          role: Database["public"]["Enums"]["staff_role"]
          /** False: the person has left, and sees nothing. */
          is_active: boolean
          /** Whether the row follows the team in Whop; false: the person was added, changed or removed here, which counts more. */
          is_mirrored: boolean
          created_at: string
          updated_at: string
        }
        Insert: {
          id?: string
          creator_id: string
          whop_user_id?: string | null
          email?: string | null
          name: string
          role: Database["public"]["Enums"]["staff_role"]
          is_active?: boolean
          is_mirrored?: boolean
          created_at?: string
          updated_at?: string
        }
        Update: {
          id?: string
          creator_id?: string
          whop_user_id?: string | null
          email?: string | null
          name?: string
          role?: Database["public"]["Enums"]["staff_role"]
          is_active?: boolean
          is_mirrored?: boolean
          created_at?: string
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: "staff_creator_id_fkey"
            columns: ["creator_id"]
            isOneToOne: false
            referencedRelation: "creators"
            referencedColumns: ["id"]
          },
        ]
      }
      /** Learners: one row per person and creator. */
      students: {
        Row: {
          id: string
          creator_id: string
          /** The student's user in Whop; one per creator. */
          whop_user_id: string | null
          /** The membership in Whop that gives the student access. */
          whop_membership_id: string | null
          email: string | null
          name: string
          /** The student's preferences, an object. */
          preferences: NonNullable<Json>
          /** False: the membership has ended, and the student sees nothing. */
          is_active: boolean
          /** True: access was ended by hand, which goes before every membership in Whop. */
          is_suspended: boolean
          /** When access ends by itself, before is_active says so; null: never. */
          access_ends_at: string | null
          /** True: the library and every published course; false: the courses of its enrolments, and nothing else. */
          sees_all_courses: boolean
          /** Whether the memberships in Whop gave all courses when they last gave access; null: none ever did. */
          membership_gives_all: boolean | null
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
          is_suspended?: boolean
          access_ends_at?: string | null
          sees_all_courses?: boolean
          membership_gives_all?: boolean | null
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
          is_suspended?: boolean
          access_ends_at?: string | null
          sees_all_courses?: boolean
          membership_gives_all?: boolean | null
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
      /** Answers of a creator, which come before those of a language model; cited like any other. */
      teacher_answers: {
        Row: {
          id: string
          creator_id: string
          /** The text, with the numbers of its citations in brackets. */
          content: string
          /** Its citations, in the form of chat_messages: quotes of the creator's own videos. */
          video_references: NonNullable<Json>
          created_at: string
          updated_at: string
        }
        Insert: {
          id?: string
          creator_id: string
          content: string
          video_references: NonNullable<Json>
          created_at?: string
          updated_at?: string
        }
        Update: {
          id?: string
          creator_id?: string
          content?: string
          video_references?: NonNullable<Json>
          created_at?: string
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: "teacher_answers_creator_id_fkey"
            columns: ["creator_id"]
            isOneToOne: false
            referencedRelation: "creators"
            referencedColumns: ["id"]
          },
        ]
      }
      /** Usage of a creator, one row per day; counted by private.roll_up alone. */
      usage_metrics: {
        Row: {
          id: string
          creator_id: string
          /** A day in the creator's time zone. */
          date: string
          /** Bytes of all stored files at the end of the day. */
          storage_used_bytes: number
          /** Videos added on this day. */
          videos_uploaded: number
          /** Playing time of these videos. */
          video_seconds: number
          /** Seconds of audio transcribed on this day. */
          transcription_seconds: number
          /** What models cost on this day, in US$. */
          ai_credits_used: number
          /** Questions of all students. */
          chat_messages_sent: number
          /** Different students who did anything on this day. */
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
      /** What students did with a video, one row per day of its creator; counted by private.roll_up alone. */
      video_analytics: {
        Row: {
          id: string
          video_id: string
          /** A day in the creator's time zone. */
          date: string
          /** Playing sessions that began on this day. */
          views: number
          /** Different students who played it on this day. */
          unique_viewers: number
          /** Seconds of the video that all viewers played together, each time that they were played. */
          watch_seconds: number
          /** Share of the viewers of this day who completed the video on this day, 0 to 1: who heard what the creator asks for. */
          completion_rate: number
          /** Answers that cite the video. */
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
      /** Stretches of 80 words of a transcript, each beginning 40 words after the one before, that are embedded and compared with a question as one; written by the pipeline only. */
      video_chunks: {
        Row: {
          id: string
          video_id: string
          /** The creator of its video: the tenant, so that no policy has to look it up. */
          creator_id: string
          /** Its place in the video, from 0; it begins at word 40 times that. */
          chunk_index: number
          chunk_text: string
          /** Unit vector of title and text, padded with zeros to 1536; null until the embedding step is done. */
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
      /** How much of a video a student has watched; written by private.record_beat alone. */
      video_progress: {
        Row: {
          student_id: string
          video_id: string
          /** The creator of both. */
          creator_id: string
          /** The parts that were played, in milliseconds from the start of the video; a part played twice counts once. */
          heard: unknown
          /** The parts that were played more than once, in milliseconds. */
          heard_again: unknown
          /** Milliseconds of the video that were played, each time they were: what is more than `heard` was watched again. */
          played_ms: number
          /** Where the student was last. */
          resume_seconds: number
          /** When so much had been heard as the creator asks for (settings.completion_share); it stays when that changes. */
          completed_at: string | null
          /** When the student said so, where the creator allows it (settings.students_may_mark_done): nothing was heard for it. */
          marked_done_at: string | null
          /** When it was first played. */
          started_at: string
          /** When it was last played. */
          last_watched_at: string
        }
        Insert: {
          student_id: string
          video_id: string
          creator_id: string
          heard?: unknown
          heard_again?: unknown
          played_ms?: number
          resume_seconds?: number
          completed_at?: string | null
          marked_done_at?: string | null
          started_at?: string
          last_watched_at?: string
        }
        Update: {
          student_id?: string
          video_id?: string
          creator_id?: string
          heard?: unknown
          heard_again?: unknown
          played_ms?: number
          resume_seconds?: number
          completed_at?: string | null
          marked_done_at?: string | null
          started_at?: string
          last_watched_at?: string
        }
        Relationships: [
          {
            foreignKeyName: "video_progress_creator_id_video_id_fkey"
            columns: ["creator_id", "video_id"]
            isOneToOne: false
            referencedRelation: "videos"
            referencedColumns: ["creator_id", "id"]
          },
          {
            foreignKeyName: "video_progress_student_id_creator_id_fkey"
            columns: ["student_id", "creator_id"]
            isOneToOne: false
            referencedRelation: "students"
            referencedColumns: ["id", "creator_id"]
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
          /** The address that the video was fetched from; null for an uploaded file. */
          url: string | null
          /** Name of the object in bucket videos: <creator_id>/<video_id>/…. */
          storage_path: string | null
          /** Name of the object in bucket thumbnails: <creator_id>/…. */
          thumbnail_path: string | null
          /** Everything said, as one text; private.transcript_windows has the words with their times. */
          transcript: string | null
          /** The language in which most is said, e.g. en; und: uncertain; before transcription: the creator's choice. */
          transcript_language: string | null
          /** Share of the spoken time in each language that was heard, e.g. {"en": 0.62, "de": 0.38}; empty for captions. */
          languages: NonNullable<Json>
          /** pending → uploading (received, being checked) → transcribing → processing (chunks) → embedding → completed; failed from any of them, and from failed back to the step that failed. */
          status: Database["public"]["Enums"]["video_status"]
          /** Share of the current step that is done, 0 to 1. */
          progress: number
          /** Why the video failed, for its creator to read. */
          error_message: string | null
          /** Playing time, measured in the file. */
          duration_seconds: number | null
          /** Share of the speech that was understood, 0 to 1; null before transcription, without speech, and with captions. */
          speech_covered: number | null
          /** Size of the received file. */
          file_size_bytes: number | null
          /** Hash of the received file; a creator's live videos never share one. */
          content_sha256: string | null
          /** Whether students see the video once it is completed. */
          is_published: boolean
          /** Whether students see it outside of courses; false: only in modules that are open to them. A module that is locked to a student locks its videos either way. */
          is_in_library: boolean
          /** An object: content_type of the file, captions (name of the object with the creator's captions), and the creator's own keys. */
          metadata: NonNullable<Json>
          /** What the creator should know of how the file and its captions were read, one sentence each. */
          warnings: string[]
          /** Whether a completed video got new captions that are not searchable yet: search and answers use its earlier text. */
          has_pending_captions: boolean
          /** When transcription first began. */
          processing_started_at: string | null
          /** When the video last became searchable. */
          processing_completed_at: string | null
          created_at: string
          updated_at: string
          /** When it was put into the bin: no one finds or plays it until its creator restores it; 30 days later it is removed. */
          deleted_at: string | null
          /** The modules that it was in when it went into the bin: an array of {"module_id", "place"}, from 1. */
          left_modules: NonNullable<Json>
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
          languages?: NonNullable<Json>
          status?: Database["public"]["Enums"]["video_status"]
          progress?: number
          error_message?: string | null
          duration_seconds?: number | null
          speech_covered?: number | null
          file_size_bytes?: number | null
          content_sha256?: string | null
          is_published?: boolean
          is_in_library?: boolean
          metadata?: NonNullable<Json>
          warnings?: string[]
          has_pending_captions?: boolean
          processing_started_at?: string | null
          processing_completed_at?: string | null
          created_at?: string
          updated_at?: string
          deleted_at?: string | null
          left_modules?: NonNullable<Json>
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
          languages?: NonNullable<Json>
          status?: Database["public"]["Enums"]["video_status"]
          progress?: number
          error_message?: string | null
          duration_seconds?: number | null
          speech_covered?: number | null
          file_size_bytes?: number | null
          content_sha256?: string | null
          is_published?: boolean
          is_in_library?: boolean
          metadata?: NonNullable<Json>
          warnings?: string[]
          has_pending_captions?: boolean
          processing_started_at?: string | null
          processing_completed_at?: string | null
          created_at?: string
          updated_at?: string
          deleted_at?: string | null
          left_modules?: NonNullable<Json>
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
      /** Addresses of a creator's own programs, which are notified of events (Standard Webhooks). */
      webhook_endpoints: {
        Row: {
          id: string
          creator_id: string
          /** The address that events are posted to. */
          url: string
          /** The kinds of events that it is notified. */
          kinds: string[]
          /** Signs what is posted; shown once, when it is made. */
          secret: string
          is_active: boolean
          /** Failed tries since the last one that succeeded. */
          failures: number
          /** After a failed try nothing is posted to it before this time. */
          paused_until: string | null
          /** Why the last try failed; null: it succeeded. */
          last_error: string | null
          created_at: string
          updated_at: string
        }
        Insert: {
          id?: string
          creator_id: string
          url: string
          kinds: string[]
          secret: string
          is_active?: boolean
          failures?: number
          paused_until?: string | null
          last_error?: string | null
          created_at?: string
          updated_at?: string
        }
        Update: {
          id?: string
          creator_id?: string
          url?: string
          kinds?: string[]
          secret?: string
          is_active?: boolean
          failures?: number
          paused_until?: string | null
          last_error?: string | null
          created_at?: string
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: "webhook_endpoints_creator_id_fkey"
            columns: ["creator_id"]
            isOneToOne: false
            referencedRelation: "creators"
            referencedColumns: ["id"]
          },
        ]
      }
      /** The courses that a product gives which gives chosen courses. */
      whop_product_courses: {
        Row: {
          /** The creator of both. */
          creator_id: string
          /** The id of the product on Whop. */
          product_id: string
          course_id: string
        }
        Insert: {
          creator_id: string
          product_id: string
          course_id: string
        }
        Update: {
          creator_id?: string
          product_id?: string
          course_id?: string
        }
        Relationships: [
          {
            foreignKeyName: "whop_product_courses_course_id_creator_id_fkey"
            columns: ["course_id", "creator_id"]
            isOneToOne: false
            referencedRelation: "courses"
            referencedColumns: ["id", "creator_id"]
          },
          {
            foreignKeyName: "whop_product_courses_creator_id_product_id_fkey"
            columns: ["creator_id", "product_id"]
            isOneToOne: false
            referencedRelation: "whop_products"
            referencedColumns: ["creator_id", "product_id"]
          },
        ]
      }
      /** What each product of a creator on Whop gives its members; a product adds itself with its first membership. */
      whop_products: {
        Row: {
          creator_id: string
          /** Its id on Whop. */
          product_id: string
          /** Its title on Whop, once known. */
          title: string | null
          /** The library with all courses, the courses of whop_product_courses, or nothing. */
          gives: Database["public"]["Enums"]["whop_grant"]
          created_at: string
          updated_at: string
        }
        Insert: {
          creator_id: string
          product_id: string
          title?: string | null
          gives?: Database["public"]["Enums"]["whop_grant"]
          created_at?: string
          updated_at?: string
        }
        Update: {
          creator_id?: string
          product_id?: string
          title?: string | null
          gives?: Database["public"]["Enums"]["whop_grant"]
          created_at?: string
          updated_at?: string
        }
        Relationships: [
          {
            foreignKeyName: "whop_products_creator_id_fkey"
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
      /** The author of a message. */
      message_role: "user" | "assistant" | "system"
      /** What a member of the staff may do: an owner everything, an editor change the library, courses and who takes them, a viewer read. */
      staff_role: "owner" | "editor" | "viewer"
      /** The plan that a creator pays for. */
      subscription_tier: "basic" | "pro" | "enterprise"
      /** The step of a video between upload and search. */
      video_status: "pending" | "uploading" | "transcribing" | "processing" | "embedding" | "completed" | "failed"
      /** What the members of a product see. */
      whop_grant: "all_courses" | "chosen_courses" | "nothing"
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
      staff_role: ["owner", "editor", "viewer"],
      subscription_tier: ["basic", "pro", "enterprise"],
      video_status: ["pending", "uploading", "transcribing", "processing", "embedding", "completed", "failed"],
      whop_grant: ["all_courses", "chosen_courses", "nothing"],
    },
  },
} as const
